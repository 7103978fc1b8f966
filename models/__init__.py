"""Trained artefacts: data only, listed with checksums in `manifest.toml`, a card each."""
