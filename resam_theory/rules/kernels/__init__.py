"""Array code that several rules share: entrance and dtypes, order statistics, distances, Fermat points, covers."""
