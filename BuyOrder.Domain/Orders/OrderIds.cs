using System.Text.RegularExpressions;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Orders;

/// <summary>Order ids are made from what asked for the order, so that asking twice names the same order.</summary>
public static partial class OrderIds
{
    /// <summary>What an <c>Idempotency-Key</c> must match.</summary>
    public const string KeyPattern = "[A-Za-z0-9._-]{1,64}";

    private const string TaskPrefix = "w-";

    public static string ForSlot(Slot slot) => slot.Id;

    /// <summary><c>m-{key}</c>.</summary>
    /// <exception cref="ArgumentException">The key is not of <see cref="KeyPattern"/>.</exception>
    public static string ForKey(string key) =>
        IsKey(key) ? "m-" + key : throw new ArgumentException($"An idempotency key is {KeyPattern}.", nameof(key));

    public static bool IsKey(string? key) => key is not null && Key().IsMatch(key);

    /// <summary>Whether the text could be an order id at all: <c>s-…</c> or <c>m-…</c>.</summary>
    public static bool IsOrderId(string? id) => id is not null && Id().IsMatch(id);

    /// <summary><c>w-{key}</c>.</summary>
    /// <exception cref="ArgumentException">The key is not of <see cref="KeyPattern"/>.</exception>
    public static string ForTask(string key) =>
        IsKey(key) ? TaskPrefix + key : throw new ArgumentException($"An idempotency key is {KeyPattern}.", nameof(key));

    /// <summary>Whether an id is that of a wallet task; no order's begins so.</summary>
    public static bool IsTaskId(string? id) =>
        id is not null && id.StartsWith(TaskPrefix, StringComparison.Ordinal) && IsKey(id[TaskPrefix.Length..]);

    [GeneratedRegex(@"\A" + KeyPattern + @"\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\A(?:m-" + KeyPattern + @"|s-\d{8}T\d{4}(?:\d{2})?)\z")]
    private static partial Regex Id();
}
