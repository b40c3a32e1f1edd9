"""What Accord keeps of its nights that no export tells: `<home>/ledger/`.

`entries/<n>/`: what a published night said of closed periods, as far as it was new or had changed,
what it was built from, and which figures it restated (`entries`). A night is compared with the one
that the ledger took last (`figures`, `records`, `inputs`), and each difference gets its causes
(`restating`). `feedback_sent.csv`: what was given back to the tools, and since when (`sent`).
"""
