"""Words of Vietnamese reports that rounded figures are written with."""

from decimal import Decimal

from giaoban.apps.indicators.domain.sentences import RoundingWords

ROUNDING_WORDS = RoundingWords(
    over="trên",
    nearly="gần",
    about="khoảng",
    scales=(("tỷ", Decimal(10**9)), ("triệu", Decimal(10**6))),
)
