"""What the user can act on: one Chinese line, the file first."""


class AuditError(Exception):
    """Base of every error that is told to the user in one line.

    The text is Chinese, names the file first, then what is wrong, then what to do; no full stop.
    """


class UsageError(AuditError):
    """The command line or the configuration is wrong; nothing was done (exit status 2)."""


class SettingsError(UsageError):
    """A value of the configuration cannot be used; whoever knows the file's name puts it first."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"配置项 {key}：{reason}")


class UnreadableError(AuditError):
    """An input could not be read; becomes a `Skipped`, the run goes on.

    `kind` is one of the values of `domain.SkipKind`. `reason` is without the file's `path`, the
    error's text begins with it.
    """

    def __init__(self, reason: str, kind: str = "unreadable", path: str = "") -> None:
        super().__init__(f"{path}：{reason}" if path else reason)
        self.reason = reason
        self.kind = kind
