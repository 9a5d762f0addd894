"""Making new records by questions: what is asked, how an answer is judged, which rows come of it.

No terminal and no file: questions are data, answers are texts, the result is what would be written.
"""
