namespace BuyOrder.Functions.Tests.Revenue;

/// <summary>The two implementations of the table port: what is shown on both holds on the real one.</summary>
public enum StoreKind
{
    Memory,
    Azurite,
}
