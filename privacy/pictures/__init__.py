"""Pictures that staff upload, made as small as they are shown, upright and without what they say about a person."""
