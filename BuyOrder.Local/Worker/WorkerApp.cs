namespace BuyOrder.Local.Worker;

/// <summary>The app that a worker runs, and what its process is started with.</summary>
internal sealed record WorkerApp
{
    public required string Folder { get; init; }

    /// <summary>Full path, or the name of a command on the PATH.</summary>
    public required string Executable { get; init; }

    /// <summary>In front of those that the host adds.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The deployment settings, which become environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}
