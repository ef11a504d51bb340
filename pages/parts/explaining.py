"""Sentences of the method page. Rules, parameters and tables come from the declared tables, not from here."""

from collections.abc import Mapping

from pages.parts import words

LEAD = (
    "This is support priority from inspection history. It finds settings whose grades fall, or fall and come back and "
    "fall again, so that an adviser can keep in touch."
)
NOT_THIS = (
    "It is not a quality rating. Ofsted is the sole arbiter of quality.",
    "It is not a prediction about one setting.",
    "It is not for funding decisions, and not for ranking settings or councils in public.",
    "It says nothing about a child, a person or a complaint: it knows published inspections only.",
)
LABELS = (
    "The first rule that fits, from the top, gives a setting its one label, and the label its tier. Every other rule "
    "that holds is kept beside it as a flag."
)
FLAGS = "These stand beside the label and never change the tier."
SCORED = {
    "Counts towards labels and scores": (
        "Full inspections on the Early Years Register graded Outstanding, Good, Requires improvement (Satisfactory "
        "before 4 November 2013) or Inadequate",
        "Report cards, from 10 November 2025",
    ),
    "Shown on the timeline, never counted": (
        "Inspections with no children on roll, out-of-school care and the Childcare Register: Met or Not Met",
        "Graded inspections before 1 September 2008",
        "Report cards that are incomplete, and any result that is not a known grade",
    ),
}
BANDS_CAPTION = (
    "A band says same consequence, not same meaning. Ofsted says the new grades do not equate to the old ones, so both "
    "are always shown in their own words, and a report card is never given an overall grade."
)
BANDS = {
    "secure": ("Outstanding, Good", "Every area at Expected standard or better, and safeguarding met"),
    "below": ("Requires improvement; Satisfactory before 4 November 2013",
              "Any area at Needs attention, none worse, and safeguarding met"),
    "serious": ("Inadequate", "Safeguarding not met, or any area at Urgent improvement"),
}  # fmt: skip
TERMS = ("Change", "Crossing", "Reversal", "Recovery", "Relapse", "Bounce", "Provisional")  # those the score is made of
LINEAGE = (
    "A new owner, a move or a new legal body gives a setting a new URN and an empty history. Where one setting left as "
    "another of a like name registered at the same postcode, its page says so and gives the reasons.",
    "A likely earlier registration is never counted. Only a link that your council has confirmed, in the file "
    "links.csv beside the releases, brings the earlier inspections into the history, the label and the scores; and the "
    "page says so wherever it does.",
    "Childminders have no published postcode, so no link is ever proposed for them. A name alone never makes one.",
    "How often it is right: of 161 pairs proposed between the releases of August 2021 and December 2025 in ten areas, "
    "all read by hand, 143 were the same setting, 2 were not, and 16 could not be told.",
)
SCORE = (
    "Scores run from 0 to 100 and only order settings that share a label. Volatility uses every move, decline only the "
    "moves down. It is a rate, not a sum, so that being visited often is not punished. Fewer than two graded "
    "inspections are not scored, which is not the same as 0."
)
LIKENESS = (
    "Counted over every graded inspection in the releases used here that another one followed. Below Good: Requires "
    "improvement, Inadequate, or a report card with safeguarding not met or an area below Expected standard. The "
    "rate leans a little on similar groups, so it may differ from the count. In brackets, the range it lies in, 19 "
    "times in 20. The Method page has the whole table."
)
NEXT = (
    "Each graded inspection puts a setting in a group: its band, how it came there, its grade, its provider type, its "
    "label on that day, and how many inspections were known by then. Counted is how many settings of the group were "
    "graded again, and how many were below Good then. A report card is as serious as Inadequate where safeguarding is "
    "not met or an area is at Urgent improvement. A setting’s page gives the figures of the narrowest group of 30 or "
    "more."
)
NEXT_CAUTIONS = (
    "It describes groups. It says nothing about what one setting will do.",
    "The rate is an estimate: of a large group it is the share as counted, of a small one it leans on the wider group "
    "around it, so that three settings cannot make a rate. In brackets, the range it lies in, 19 times in 20. A group "
    "of under 30 gets no rate here; the dataset outlook has it.",
    "Only settings seen at two graded inspections are counted. Those that closed before the next one, and falls "
    "between two releases that print only the latest grade, are missing.",
    "The last step seen for a setting ends where it stands now. Settings seldom stay below Good for long, so few falls "
    "are seen at last steps, and many at first ones. Compare only groups with as much history.",
    "A step from a four-point grade to a report card counts by band: Good or better, or not.",
)
OUTLOOK = "Of settings that stood so after a graded inspection: how many were graded again, and below Good then."
GROUPS = "Every group with a next graded inspection, the widest first."
GLOSSARY = "Every word used here in a sense of its own."
ERAS = "By provider type, band and the framework of the next inspection."
AREAS = (
    "Rates are shares of the settings open now, by their labels, never of the inspections of a period. Areas with few "
    "settings get no share.",
    "Limits: if nothing but chance told areas apart, the count of an area with n settings would be binomial with the "
    "share of the whole. A count lies outside the 95% limits where one so far out, or farther, has a chance of 2.5% "
    "or less; outside the 99.8% limits, 0.1% or less. About 1 area in 20 lies outside the 95% limits by chance.",
    "Similar authorities: the shares of each provider type, the logarithm of the number of settings and the mean "
    "deprivation band (1 to 5) are made standard scores over the loaded authorities with enough settings. Distance = "
    "√(mix weight × mean of the squared differences over provider types + size weight × squared difference + "
    "deprivation weight × squared difference). Equal distances go by name.",
    "A council’s own list, in the file neighbours.csv beside the releases, stands in place of the distance for the "
    "authorities it names. The page says which list it uses.",
    "Over time: a release date counts where its releases list nearly all settings of the area, and is compared with "
    "the one before where no inspection framework began in between and releases so far had room for enough inspections "
    "at both, or at neither.",
    "Places are those registered, where a release gives a number.",
)
CAVEATS = (
    "Labels describe the loaded releases. A release that prints only the latest grade hides falls in between; a "
    "release of active providers hides those that closed.",
    "A new owner, a move or a change of legal entity gives a new URN and a blank history, until a link to the earlier "
    "registration is confirmed.",
    "Where the loaded releases have room for fewer than three graded inspections, no pattern can be seen; the screen "
    "says so.",
    "Whether a setting met the requirements of the Childcare Register at a full inspection is printed by some releases "
    "and not read here: see Ofsted’s report.",
    "Provider types are inspected differently, so a score is compared within its own type.",
    "Inspections follow concerns, so more are found where something was already wrong.",
    "Ofsted withholds the names of many childminders; what the newest release withholds is shown nowhere.",
    "With no lasting trait at all, about 6 in 100 settings with four inspections would by chance fall again after "
    "coming back: a label opens a conversation, and settles nothing.",
)


def formulas(in_force: Mapping[str, float]) -> list[str]:
    """The rules of the score with the parameters in force put in."""
    most = 2 * in_force["crossing_factor"] * in_force["relapse_factor"]
    return [
        f"points = grades moved (at most 2) × {in_force['crossing_factor']:g} if across Good × "
        f"({in_force['relapse_factor']:g} if it fell again, else {in_force['reversal_factor']:g} if a reversal)",
        f"weight = 0.5 ^ (years since the later inspection ÷ {in_force['half_life_years']:g}), "
        f"× {in_force['provisional_weight']:g} if provisional",
        f"score = 100 × sum of (weight × points) ÷ ({in_force['evidence_pull']:g} + sum of weights) ÷ {most:g}",
    ]


def example_caption() -> str:
    """What the worked example is of."""
    return (
        "A worked example with these parameters: Good, Requires improvement, Good, Inadequate on 1 January 2016, 2019, "
        "2020 and 2024, as at 1 January 2024."
    )


def example_result(sums: Mapping) -> str:
    """What it comes to."""
    label = words.displayed()
    return (
        f"Volatility {sums['volatility']:.2f}, decline {sums['decline']:.2f}. The label is {label['serious concern']}, "
        f"with the flags {label['yo-yo']} and {label['declining']}."
    )


def value(parameter: Mapping) -> str:
    """A parameter's value with its unit."""
    return f"{parameter['value']:g} {parameter['unit']}"
