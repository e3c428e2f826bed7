using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Local.Worker;

/// <summary>What a function is invoked with.</summary>
/// <param name="Input">The value of its trigger's binding.</param>
/// <param name="Metadata">What else is known of it: the other parameters are bound from this by name.</param>
internal sealed record Invocation(TypedData Input, IReadOnlyDictionary<string, TypedData> Metadata)
{
    public static readonly IReadOnlyDictionary<string, TypedData> NoMetadata = new Dictionary<string, TypedData>();

    /// <summary>The same for the forwarded request that goes with it, if there is one.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();
}

/// <summary>How an invocation ended. Anything but success makes the host try again, where the trigger has a second try.</summary>
/// <param name="Succeeded">The function returned.</param>
/// <param name="Reason">Why it is no success; empty for one.</param>
internal sealed record InvocationResult(bool Succeeded, string Reason)
{
    public static readonly InvocationResult Success = new(true, "");

    public static InvocationResult Failed(string reason) => new(false, reason);
}
