"""What is loaded, as at when, built when: for people and, as JSON, for programs."""

from pipelines import database, domain, reads


def status(served: reads.Served) -> dict:
    """The served build and its releases, ready for JSON."""
    build = {key: database.iso(value) for key, value in reads.build(served).items()}
    releases = [{key: database.iso(value) for key, value in row.items()} for row in reads.releases(served)]
    return {**build, "database": str(served.path), "releases": releases}


def told(facts: dict) -> str:
    """The same in sentences."""
    lines = [
        f"As at {facts['as_at']}, built {facts['built_at']} (build {facts['build_id']}).",
        f"{facts['provider_count']:,} providers, {facts['scope_count']:,} on the Early Years Register and labelled.",
    ]
    if facts["is_sample"]:
        lines.append(f"{domain.SAMPLE_NOTICE.capitalize()}.")
    lines.append("")
    for one in facts["releases"]:
        lines.append(
            f"{one['as_at']}  {one['layout']}  {one['coverage']:<8}  {one['rows_read']:>7,} rows read = "
            f"{one['rows_staged']:,} staged + {one['rows_set_aside']:,} set aside  {one['file_name']}"
        )
    lines += ["", facts["source"]]
    return "\n".join(lines)
