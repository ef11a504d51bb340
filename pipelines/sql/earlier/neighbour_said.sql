-- One row per line of a council's own list of similar authorities, as the published build has it. Key: line.
SELECT * FROM base.staging.neighbour_said
