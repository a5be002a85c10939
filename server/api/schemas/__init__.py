"""The JSON of the API, by noun: what requests may say and what answers look like."""
