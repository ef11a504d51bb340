"""Every error a user can meet: what went wrong, where, and what to do next.

One class per cause, one exit code per class; `EXIT_CODES` is the documented list. Imports nothing of the project.
"""


class MonitorError(Exception):
    """Base of all expected errors. `str()` is a complete message for a person."""

    exit_code = 1
    meaning = "unexpected fault: please report it"


class NoReleaseFound(MonitorError):
    exit_code = 3
    meaning = "no release file in the raw folder"


class NotACsv(MonitorError):
    exit_code = 4
    meaning = "a file named .csv is not a CSV release"


class MissingColumn(MonitorError):
    exit_code = 5
    meaning = "a release lacks an essential column"


class OrderUnknown(MonitorError):
    exit_code = 6
    meaning = "two files share an as-at date and nothing says which is newer"


class AsAtUnknown(MonitorError):
    exit_code = 7
    meaning = "a release does not say its as-at date"


class MixedSample(MonitorError):
    exit_code = 8
    meaning = "sample and real releases in one build"


class DiskFull(MonitorError):
    exit_code = 9
    meaning = "the disk is full or the folder cannot be written"


class NothingLater(MonitorError):
    exit_code = 32
    meaning = "nothing later than a freeze date is loaded"


class NoWarehouse(MonitorError):
    exit_code = 10
    meaning = "nothing has been built yet, or the build cannot be read"


class UnknownProvider(MonitorError):
    exit_code = 11
    meaning = "no provider has that URN"


class BadParameter(MonitorError):
    exit_code = 12
    meaning = "a parameter or declared table is not usable"


class CheckFailed(MonitorError):
    exit_code = 13
    meaning = "a check on the finished build failed; it was not published"


class BuildInProgress(MonitorError):
    exit_code = 14
    meaning = "another build is running in this warehouse"


class UnknownArea(MonitorError):
    exit_code = 15
    meaning = "no local authority has that name"


class BadWorkbook(MonitorError):
    exit_code = 30
    meaning = "a spreadsheet cannot be read, or no sheet of it is a release"


class BadDeclaration(MonitorError):
    exit_code = 16
    meaning = "releases.csv beside the releases cannot be read"


class CannotRead(MonitorError):
    exit_code = 17
    meaning = "a release file cannot be opened"


class CannotReach(MonitorError):
    exit_code = 18
    meaning = "GOV.UK cannot be reached"


class NotAllFetched(MonitorError):
    exit_code = 19
    meaning = "some pages or files could not be fetched; the others were"


class FetchInProgress(MonitorError):
    exit_code = 20
    meaning = "another fetch is running for this folder"


class BadLedger(MonitorError):
    exit_code = 21
    meaning = "fetched.csv beside the releases cannot be read"


class CannotAdd(MonitorError):
    exit_code = 22
    meaning = "a release file cannot be added to the folder"


class FeedRefused(MonitorError):
    exit_code = 23
    meaning = "a feed extract is refused: read, it could do harm"


class FeedDamaged(MonitorError):
    exit_code = 24
    meaning = "a feed extract is damaged or cut short"


class NotAFeed(MonitorError):
    exit_code = 25
    meaning = "a file is not an Ofsted feed extract"


class NoLocalData(MonitorError):
    exit_code = 26
    meaning = "there are no local data, or they cannot be read"


class BadLink(MonitorError):
    exit_code = 27
    meaning = "links.csv beside the releases cannot be read, or contradicts itself"


class KeptList(MonitorError):
    exit_code = 31
    meaning = "the list of My settings saved on this computer cannot be read or written"


class NotAReleaseDate(MonitorError):
    exit_code = 34
    meaning = "a date to compare is not that of a loaded release, or the two are not in order"


class TooManyBriefings(MonitorError):
    exit_code = 35
    meaning = "more settings than one briefing takes"


class BadNeighbours(MonitorError):
    exit_code = 36
    meaning = "neighbours.csv beside the releases cannot be read, or contradicts itself"


class NoPeriod(MonitorError):
    exit_code = 37
    meaning = "a panel pack cannot begin at that date"


class TooManyRows(MonitorError):
    exit_code = 39
    meaning = "more rows than a spreadsheet holds"


class OtherVersion(MonitorError):
    exit_code = 40
    meaning = "the build was made by another version of the program"
    told = (
        "The data shown here were built by another version of this program. Build again (`python -m pipelines build`), "
        "then reload."
    )


class Interrupted(MonitorError):
    exit_code = 130
    meaning = "stopped before it finished; the previous build still serves"


EXIT_CODES = {0: "done", 1: MonitorError.meaning, 2: "the command line is not understood"} | {
    cls.exit_code: cls.meaning for cls in MonitorError.__subclasses__()
}
