"""From an event to words: templates, what they may say, and the house's own."""
