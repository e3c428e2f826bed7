using BuyOrder.Domain.Parameters;

namespace BuyOrder.Domain.Treasury;

/// <summary>Whether operators let the service buy. While they do not, no revenue is reserved and no bytes are stored; what was sent is watched.</summary>
public abstract record PauseState
{
    private PauseState()
    {
    }

    /// <summary>A state from before the pause was kept in it: what the parameters said counts, until the next write moves that here.</summary>
    public sealed record Unmoved : PauseState;

    /// <summary>It was never paused.</summary>
    public sealed record Never : PauseState;

    public sealed record Paused(PauseChange Change) : PauseState;

    public sealed record Resumed(PauseChange Change) : PauseState;

    /// <summary>Who turned it last; null before the first pause.</summary>
    public PauseChange? LastChange => (this as Paused)?.Change ?? (this as Resumed)?.Change;

    /// <summary>What versions of the parameters said of it, when it was theirs to say; paused if one of them does.</summary>
    public static PauseState Of(params IEnumerable<ParametersVersion> versions) =>
        versions.FirstOrDefault(version => version.Parameters.Paused) is { } paused
            ? new Paused(new PauseChange(paused.ChangedAt, paused.ChangedBy, paused.Reason))
            : new Never();
}

/// <summary>Who paused or resumed.</summary>
/// <param name="At">Since when.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">In the words of who did it.</param>
public sealed record PauseChange(DateTimeOffset At, string By, string Reason);
