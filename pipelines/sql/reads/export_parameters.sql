-- The parameters dataset: one row per parameter the build was made with. Key: parameter.
SELECT parameter.parameter, parameter.value, parameter.unit, parameter.reason, build.as_at, build.notice, build.source
FROM served.mart.parameter AS parameter
CROSS JOIN served.mart.build AS build
ORDER BY parameter.parameter
