using BuyOrder.Storage;

namespace BuyOrder.Orders.Market;

/// <summary>
/// How many decimals the bought token has. The chain knows it and it never changes, so it is kept: history and metrics must be readable
/// while the chain is down.
/// </summary>
/// <param name="tables">Where it is kept.</param>
/// <param name="token">The token's address.</param>
/// <param name="askChain">Asks the token's contract; throws an outage while the chain is down.</param>
internal sealed class TokenScale(ITableStore tables, string token, Func<CancellationToken, Task<int>> askChain)
{
    public const string TableName = "Parameters";

    public const string Partition = Partitions.Tokens;
    public const string Decimals = "decimals";
    private const int Unread = -1;

    private readonly ITable table = tables.Table(TableName);
    private volatile int known = Unread;

    public async ValueTask<int> DecimalsAsync(CancellationToken cancellation)
    {
        if (known != Unread)
            return known;
        var key = token.ToLowerInvariant();
        if (await table.ReadAsync(Partition, key, cancellation) is { } row)
            return known = row.Values.Int32(Decimals);
        var asked = await askChain(cancellation);

        // Another instance may have written the same: the contract cannot answer it two things.
        await table.SubmitAsync(Partition, [new TableWrite.Insert(key, new RowValues { [Decimals] = asked })], cancellation);
        return known = asked;
    }
}
