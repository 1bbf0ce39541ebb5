"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "agreement.edition.drafted": "Edition drafted",
    "agreement.edition.changed": "Draft changed",
    "agreement.edition.proposed": "Edition proposed",
    "agreement.edition.amended": "Proposal opened to be amended[; {voided} signatures void]",
    "agreement.edition.commented": "Comment of {side} on {clause}",
    "agreement.edition.settled": "Comment of {side} on {clause} settled",
    "agreement.edition.countered": "Counter-proposal of {side} for {clause}",
    "agreement.edition.taken_over": "Counter-proposal of {side} for {clause} taken over",
    "agreement.edition.declined": "Counter-proposal of {side} for {clause} declined",
    "agreement.edition.counter_withdrawn": "Counter-proposal of {side} for {clause} withdrawn",
    "agreement.edition.reminded": "Signers reminded before the time to sign by[: {mails} mails]",
    "agreement.edition.signed": "Edition signed[ for {side}][, in the place of {for}]",
    "agreement.edition.agreed": "Both sides have signed[ edition {number}]",
    "agreement.edition.took_force": "Edition[ {number}] took force",
    "agreement.edition.superseded": "Edition[ {number}] superseded[ by edition {by}]",
    "agreement.edition.withdrawn": "Edition withdrawn",
    "agreement.edition.voided": "Edition void: its text was not the one that was signed",
    "agreement.delegation.made": "Somebody named to sign for {side}, from {from} until {until}",
    "agreement.delegation.ended": "Delegation for {side} ended",
}
