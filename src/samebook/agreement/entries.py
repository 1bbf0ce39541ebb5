"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "agreement.edition.drafted": "Edition drafted",
    "agreement.edition.changed": "Draft changed",
    "agreement.edition.proposed": "Edition proposed",
    "agreement.edition.signed": "Edition signed[ for {side}]",
    "agreement.edition.agreed": "Both sides have signed[ edition {number}]",
    "agreement.edition.took_force": "Edition[ {number}] took force",
    "agreement.edition.superseded": "Edition[ {number}] superseded[ by edition {by}]",
    "agreement.edition.withdrawn": "Edition withdrawn",
    "agreement.edition.voided": "Edition void: its text was not the one that was signed",
}
