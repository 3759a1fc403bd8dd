"""Copies of the answers that a reader takes along, and how they come back.

A copy is a page to print (:mod:`.printed`), a table (:mod:`.table`) or all of it as JSON
(:mod:`.json_copy`), encrypted if the reader likes (:mod:`.sealed`). :mod:`.chosen` says which answers
go in. A JSON copy can be brought back (:mod:`.restore`); what stands in it is checked as a stranger's
word (:mod:`..answers.from_outside`).
"""
