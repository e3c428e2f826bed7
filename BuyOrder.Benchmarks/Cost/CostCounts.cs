using System.Text.Json;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>What the running system was counted to use; <c>docs/cost/counts.json</c> holds the newest.</summary>
/// <param name="Message">Of a revenue message that comes alone.</param>
/// <param name="BatchedMessage">Of one in a batch of 100.</param>
/// <param name="Order">Of an order that meets no trouble, from the run to the settled order, all ticks included.</param>
/// <param name="Tick">Of a settling tick that has nothing to do.</param>
/// <param name="SlotLook">Of a look for a slot that is not due.</param>
/// <param name="LooksOfADay">Of what the settling timer does at its own intervals, which its schedule does not change, in a day.</param>
/// <param name="Verification">Of the daily verification of a ledger that is all but empty.</param>
/// <param name="VerifiedEntry">What it uses more for each entry.</param>
/// <param name="GasPerOrder">Units of gas of all of the order's transactions.</param>
internal sealed record CostCounts(
    Usage Message, Usage BatchedMessage, Usage Order, Usage Tick, Usage SlotLook, Usage LooksOfADay, Usage Verification, Usage VerifiedEntry, decimal GasPerOrder)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static CostCounts Read() => JsonSerializer.Deserialize<CostCounts>(File.ReadAllText(Path.Combine(BuiltApp.Repository, "docs/cost/counts.json")), Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
