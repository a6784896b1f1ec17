"""Cities of the network: where they are, and how far apart. Pure.

Coordinates and time zones are real; codes are those of each city's airport, which is how Cloudflare names its places.
These few stand for hundreds. How long a signal takes between two of them is a model: `round_trip_ms`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from engine.errors import EngineError

EARTH_RADIUS_KM = 6371.0
FIBRE_KM_PER_MS = 200.0
"""Light in glass: two thirds of its speed in a vacuum."""
DETOUR = 1.5
"""How much longer cables are than the great circle: a model."""
NEARBY_MS = 2.0
"""The round trip to what is next door: a model."""


class CityError(EngineError):
    """A code that no city here has."""


class City(msgspec.Struct, frozen=True):
    """One place of the network. code: of its airport, as `request.cf.colo` says. country: ISO 3166. continent: AF,
    AS, EU, NA, OC or SA. region: its part of the country. latitude, longitude: degrees, north and east positive.
    timezone: IANA. hint: the location hint that a Durable Object would be placed here by
    (https://developers.cloudflare.com/durable-objects/reference/data-location/#provide-a-location-hint)."""

    code: str
    name: str
    country: str
    continent: str
    region: str
    latitude: float
    longitude: float
    timezone: str
    hint: str


CITIES: tuple[City, ...] = (
    City("LIS", "Lisbon", "PT", "EU", "Lisbon", 38.72, -9.14, "Europe/Lisbon", "weur"),
    City("MAD", "Madrid", "ES", "EU", "Madrid", 40.42, -3.70, "Europe/Madrid", "weur"),
    City("LHR", "London", "GB", "EU", "England", 51.51, -0.13, "Europe/London", "weur"),
    City("CDG", "Paris", "FR", "EU", "Île-de-France", 48.86, 2.35, "Europe/Paris", "weur"),
    City("AMS", "Amsterdam", "NL", "EU", "North Holland", 52.37, 4.90, "Europe/Amsterdam", "weur"),
    City("FRA", "Frankfurt", "DE", "EU", "Hesse", 50.11, 8.68, "Europe/Berlin", "weur"),
    City("MXP", "Milan", "IT", "EU", "Lombardy", 45.46, 9.19, "Europe/Rome", "weur"),
    City("ARN", "Stockholm", "SE", "EU", "Stockholm", 59.33, 18.07, "Europe/Stockholm", "eeur"),
    City("WAW", "Warsaw", "PL", "EU", "Mazovia", 52.23, 21.01, "Europe/Warsaw", "eeur"),
    City("IST", "Istanbul", "TR", "EU", "Istanbul", 41.01, 28.98, "Europe/Istanbul", "eeur"),
    City("DXB", "Dubai", "AE", "AS", "Dubai", 25.20, 55.27, "Asia/Dubai", "me"),
    City("TLV", "Tel Aviv", "IL", "AS", "Tel Aviv", 32.08, 34.78, "Asia/Jerusalem", "me"),
    City("CAI", "Cairo", "EG", "AF", "Cairo", 30.04, 31.24, "Africa/Cairo", "afr"),
    City("LOS", "Lagos", "NG", "AF", "Lagos", 6.52, 3.38, "Africa/Lagos", "afr"),
    City("NBO", "Nairobi", "KE", "AF", "Nairobi", -1.29, 36.82, "Africa/Nairobi", "afr"),
    City("JNB", "Johannesburg", "ZA", "AF", "Gauteng", -26.20, 28.05, "Africa/Johannesburg", "afr"),
    City("BOM", "Mumbai", "IN", "AS", "Maharashtra", 19.08, 72.88, "Asia/Kolkata", "apac"),
    City("SIN", "Singapore", "SG", "AS", "Singapore", 1.35, 103.82, "Asia/Singapore", "apac"),
    City("CGK", "Jakarta", "ID", "AS", "Jakarta", -6.21, 106.85, "Asia/Jakarta", "apac"),
    City("HKG", "Hong Kong", "HK", "AS", "Hong Kong", 22.32, 114.17, "Asia/Hong_Kong", "apac"),
    City("ICN", "Seoul", "KR", "AS", "Seoul", 37.57, 126.98, "Asia/Seoul", "apac"),
    City("NRT", "Tokyo", "JP", "AS", "Tokyo", 35.68, 139.69, "Asia/Tokyo", "apac"),
    City("SYD", "Sydney", "AU", "OC", "New South Wales", -33.87, 151.21, "Australia/Sydney", "oc"),
    City("PER", "Perth", "AU", "OC", "Western Australia", -31.95, 115.86, "Australia/Perth", "oc"),
    City("AKL", "Auckland", "NZ", "OC", "Auckland", -36.85, 174.76, "Pacific/Auckland", "oc"),
    City("SEA", "Seattle", "US", "NA", "Washington", 47.61, -122.33, "America/Los_Angeles", "wnam"),
    City("LAX", "Los Angeles", "US", "NA", "California", 34.05, -118.24, "America/Los_Angeles", "wnam"),
    City("DFW", "Dallas", "US", "NA", "Texas", 32.78, -96.80, "America/Chicago", "wnam"),
    City("ORD", "Chicago", "US", "NA", "Illinois", 41.88, -87.63, "America/Chicago", "enam"),
    City("IAD", "Ashburn", "US", "NA", "Virginia", 39.04, -77.49, "America/New_York", "enam"),
    City("YYZ", "Toronto", "CA", "NA", "Ontario", 43.65, -79.38, "America/Toronto", "enam"),
    City("MIA", "Miami", "US", "NA", "Florida", 25.76, -80.19, "America/New_York", "enam"),
    City("MEX", "Mexico City", "MX", "NA", "Mexico City", 19.43, -99.13, "America/Mexico_City", "wnam"),
    City("BOG", "Bogotá", "CO", "SA", "Bogotá", 4.71, -74.07, "America/Bogota", "sam"),
    City("GRU", "São Paulo", "BR", "SA", "São Paulo", -23.55, -46.63, "America/Sao_Paulo", "sam"),
    City("EZE", "Buenos Aires", "AR", "SA", "Buenos Aires", -34.60, -58.38, "America/Argentina/Buenos_Aires", "sam"),
    City("SCL", "Santiago", "CL", "SA", "Santiago", -33.45, -70.67, "America/Santiago", "sam"),
)
"""Every city there is here."""

_BY_CODE = {city.code: city for city in CITIES}


def city(code: str) -> City:
    """The city with that code. Raises CityError."""
    found = _BY_CODE.get(code)
    if found is None:
        raise CityError(f'There is no city "{code}". Cities are: {", ".join(_BY_CODE)}.')
    return found


def distance_km(one: City, other: City) -> float:
    """Along the great circle. https://en.wikipedia.org/wiki/Haversine_formula"""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def round_trip_ms(one: City, other: City) -> float:
    """There and back, in ms: a model. The great circle, half as long again, at two thirds of the speed of light."""
    return NEARBY_MS + 2 * distance_km(one, other) * DETOUR / FIBRE_KM_PER_MS


def nearest(to: City, among: Iterable[City]) -> City:
    """The least far one; of several, the first by code. Anycast looks at no map, but mostly it ends there."""
    return min(among, key=lambda each: (distance_km(to, each), each.code))
