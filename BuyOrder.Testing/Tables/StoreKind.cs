namespace BuyOrder.Testing.Tables;

/// <summary>The two implementations of the table port: what is shown on both holds on the real one.</summary>
public enum StoreKind
{
    Memory,
    Azurite,
}
