namespace BuyOrder.Storage;

/// <summary>Partitions that do not belong to a shard of the ledger. Stored names: they never change.</summary>
internal static class Partitions
{
    /// <summary>Of the ledger's own table: the settings it was created with.</summary>
    public const string Meta = "meta";

    /// <summary>Of the ledger's own table: what verifications found.</summary>
    public const string Verification = "verification";

    public const string Orders = "book";
    public const string Parameters = "parameters";
    public const string Rates = "rates";
    public const string Rejected = "rejected";

    /// <summary>Of the parameters' table: how many decimals tokens have.</summary>
    public const string Tokens = "tokens";

    /// <summary>How a row is told of to people.</summary>
    public static string Describe(string partition) => partition switch
    {
        Meta => "The ledger's settings",
        Orders => "The order store",
        Parameters => "The business parameters",
        Tokens => "The tokens' decimals",
        Rates => "The exchange rates",
        Rejected => "The rejected revenue",
        Verification => "An earlier verification",
        _ => $"Shard {partition}",
    };
}
