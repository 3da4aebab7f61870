"""What a forecast is measured against, and how sure it is."""
