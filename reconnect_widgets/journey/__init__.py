"""What the answers add up to: frames (pandas) and one-sentence readings (plain Python).

Nothing is imported here, so that a page that needs only the readings does not load pandas.
"""
