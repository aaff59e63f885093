"""Which calendar program reads a feed, from what it says of itself.

Only the family is kept: enough to say “Google read this 9 hours ago”, too little
to follow anybody.
"""

BROWSER = "browser"

# the first that matches wins: Apple's and Google's strings name others' too
FAMILIES = (
    ("google", "Google"),
    ("thunderbird", "Thunderbird"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("dataaccessd", "Apple"),
    ("calendaragent", "Apple"),
    ("calendard", "Apple"),
    ("macos/", "Apple"),
    ("mac+os", "Apple"),
    ("ios/", "Apple"),
    ("nextcloud", "Nextcloud"),
    ("icsx5", "ICSx⁵"),
    ("davx5", "DAVx⁵"),
    ("vdirsyncer", "vdirsyncer"),
    ("zimbra", "Zimbra"),
    ("bluemind", "BlueMind"),
    ("evolution", "Evolution"),
    ("fastmail", "Fastmail"),
    ("proton", "Proton"),
    ("yahoo", "Yahoo"),
    ("mozilla/", BROWSER),
)


def client_family(user_agent: str) -> str:
    """The family's own name, `BROWSER` for a web browser, or "" for any other."""
    said = user_agent.lower()
    return next((name for word, name in FAMILIES if word in said), "")
