-- One row per line of a council's own list of similar authorities: as written, and the loaded authorities that are meant.
-- Key: line. A name is taken in any spelling and by a former name; one that was split, by what it is shown as.
-- NULL: no loaded authority is called so.
WITH known AS (
    SELECT area AS local_authority, place_key(area) AS called FROM mart.area WHERE area_kind = 'local authority'
    UNION
    SELECT area.area, place_key(place.printed)
    FROM declared_local_authorities AS place
    JOIN mart.area AS area ON area.area_kind = 'local authority' AND area.area = place.local_authority
),
final AS (
    SELECT said.line, said.local_authority AS local_authority_said, said.neighbour AS neighbour_said,
        authority.local_authority, neighbour.local_authority AS neighbour
    FROM staging.neighbour_said AS said
    LEFT JOIN known AS authority ON authority.called = place_key(said.local_authority)
    LEFT JOIN known AS neighbour ON neighbour.called = place_key(said.neighbour)
    QUALIFY row_number() OVER (PARTITION BY said.line ORDER BY authority.local_authority, neighbour.local_authority) = 1
)
SELECT * FROM final ORDER BY line
