namespace BuyOrder.Orders.Store;

/// <summary>Where notifications go: a Service Bus queue.</summary>
internal sealed record NotificationOptions
{
    public const string DefaultQueue = "buy-orders";

    /// <summary><c>https://{namespace}.servicebus.windows.net/</c>; plain http only for an emulator on this machine.</summary>
    public required Uri Namespace { get; init; }

    public string Queue { get; init; } = DefaultQueue;

    /// <summary>Name of a shared access policy that may send; null: the app's own identity is used.</summary>
    public string? KeyName { get; init; }

    /// <summary>Its key. A secret.</summary>
    public string? Key { get; init; }

    /// <summary>Client id of a user-assigned identity; null: the system-assigned one, or on a laptop the developer's.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Named by its address alone: records show all of their members, and one of these is a secret.</summary>
    public override string ToString() => $"{Namespace}{Queue}";
}
