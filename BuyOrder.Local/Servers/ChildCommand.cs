namespace BuyOrder.Local.Servers;

/// <summary>What to start as a child process: an executable itself, never a shell around it.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="File">Path of the executable, or its name on the PATH.</param>
/// <param name="Arguments">Passed as they are; nothing is split or expanded.</param>
internal sealed record ChildCommand(string Name, string File, IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the environment of this process; a null value takes the variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Every line of output is appended to this file as well.</summary>
    public string? LogFile { get; init; }

    /// <summary>Called with every line of standard output and standard error, one at a time.</summary>
    public Action<string>? OnLine { get; init; }
}
