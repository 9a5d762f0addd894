"""Survey answers: read from their sources, validated, counted, made safe to publish."""
