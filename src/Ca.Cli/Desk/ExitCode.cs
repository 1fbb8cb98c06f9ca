namespace Ca.Cli.Desk;

/// <summary>What a script learns without reading.</summary>
static class ExitCode
{
    /// <summary>Done, or the verdict is good.</summary>
    public const int Done = 0;

    /// <summary>The command line is not one of ours.</summary>
    public const int Usage = 1;

    /// <summary>Refused, or the verdict is not good.</summary>
    public const int Refused = 2;

    /// <summary>The disk, the terminal or the program itself failed.</summary>
    public const int Failure = 3;
}
