using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Searches the logs for transactions that took stablecoin out of the wallet: no purchase can hide from that, whichever contract it went through.</summary>
internal sealed class OutflowScan(ChainNodes nodes, MarketRoute route)
{
    /// <summary>Providers refuse larger ranges.</summary>
    public const int BlocksPerPage = 1_000;

    /// <summary>Pages that are asked for in one request.</summary>
    private const int PagesPerRequest = 10;

    /// <summary>Requests of one search; what lies beyond is not searched, and the answer says so.</summary>
    private const int MaxRequests = 10;

    /// <summary>Blocks that one search covers.</summary>
    public const int MaxBlocks = BlocksPerPage * PagesPerRequest * MaxRequests;

    /// <summary>Only transfers of this token are looked at.</summary>
    public Address Stablecoin => route.Stablecoin;

    /// <summary>Hashes of the transactions in the blocks from <paramref name="from"/> up to <see cref="Found.To"/>, oldest blocks first.</summary>
    /// <param name="wallet">Whose stablecoin.</param>
    /// <param name="from">First block.</param>
    /// <param name="to">Last block; final, or the nodes may disagree.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="receivers">Only what went to these; null for all.</param>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<Found> FindAsync(
        Address wallet, long from, long to, CancellationToken cancellation, IReadOnlyList<Address>? receivers = null)
    {
        var amounts = ImmutableSortedDictionary.CreateBuilder<Hash256, Outflow>();
        var next = from;
        for (var request = 0; request < MaxRequests && next <= to; request++)
        {
            var first = next;
            var last = Math.Min(to, first + (BlocksPerPage * PagesPerRequest) - 1);
            var views = await nodes.AskAsync(
                (node, token) => ReadNodeAsync(node, wallet, receivers, first, last, token), view => view.Head >= last, cancellation);
            if (!nodes.Majority.TryAgree(views.Select(view => view.Outflows), out var agreed))
                throw new ChainUnavailableException($"The nodes disagree about the logs of blocks {first} to {last}.");
            foreach (var each in agreed.Split(',', StringSplitOptions.RemoveEmptyEntries))
                Add(amounts, each);
            next = last + 1;
        }

        return new Found([.. amounts.Keys], from, Math.Min(to, next - 1)) { Outflows = amounts.ToImmutable() };
    }

    /// <summary>What one transaction took out of the wallet, less what came back to it in the same; nothing for one that is not there.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<BigInteger> NetAsync(Address wallet, Hash256 hash, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync(
            async (node, token) =>
            {
                var batch = new RpcBatch();
                var receipt = batch.Add(Eth.Receipt(hash));
                await node.SendAsync(batch, token);
                var net = receipt.Result is { Succeeded: true } mined ? -SwapReceipt.Net(mined.Logs, route.Stablecoin, wallet) : BigInteger.Zero;
                return net.ToString(CultureInfo.InvariantCulture);
            },
            _ => true,
            cancellation);
        return nodes.Majority.TryAgree(views, out var agreed)
            ? BigInteger.Parse(agreed, CultureInfo.InvariantCulture)
            : throw new ChainUnavailableException($"The nodes disagree about what {hash} did.");
    }

    private static void Add(ImmutableSortedDictionary<Hash256, Outflow>.Builder amounts, string text)
    {
        var parts = text.Split('=');
        amounts[Hash256.Parse(parts[0])] = new Outflow(BigInteger.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private async Task<View> ReadNodeAsync(
        IEthereumNode node, Address wallet, IReadOnlyList<Address>? receivers, long from, long to, CancellationToken cancellation)
    {
        List<IReadOnlyList<Hash256>> topics = [[Erc20.Transfer.Topic], [ArrivalQuestion.Topic(wallet)]];
        if (receivers is not null)
            topics.Add([.. receivers.Select(ArrivalQuestion.Topic)]);
        var batch = new RpcBatch();
        var head = batch.Add(Eth.BlockNumber);
        var pages = new List<RpcCall<IReadOnlyList<LogEntry>>>();
        for (var first = from; first <= to; first += BlocksPerPage)
        {
            pages.Add(batch.Add(Eth.GetLogs(new LogFilter
            {
                FromBlock = BlockTag.Number((ulong)first),
                ToBlock = BlockTag.Number((ulong)Math.Min(to, first + BlocksPerPage - 1)),
                Addresses = [route.Stablecoin],
                Topics = topics,
            })));
        }

        await node.SendAsync(batch, cancellation);
        var found = pages.SelectMany(page => page.Result).Where(IsOutflow).GroupBy(log => log.TransactionHash)
            .OrderBy(transaction => transaction.Key)
            .Select(transaction => string.Create(
                CultureInfo.InvariantCulture, $"{transaction.Key}={SwapReceipt.Sum(transaction)}={transaction.First().BlockNumber}"));
        return new View(checked((long)head.Result), string.Join(',', found));
    }

    /// <summary>Any account can make a token write transfers of nothing from any wallet, without limit.</summary>
    private static bool IsOutflow(LogEntry log) =>
        !log.Removed && Erc20.Transfer.TryDecode(log, out var values) && values.Get<BigInteger>(2).Sign > 0;

    /// <param name="Head">A node that lags has no logs of blocks that it has not seen, and says nothing about it.</param>
    /// <param name="Outflows">Hash, amount and block of each, sorted and joined: a text that can be compared with the other nodes'.</param>
    private sealed record View(long Head, string Outflows);

    /// <param name="Units">All that left the wallet in one transaction, smallest unit.</param>
    /// <param name="Block">In which it is.</param>
    internal sealed record Outflow(BigInteger Units, long Block);

    /// <param name="Hashes">Of the transactions.</param>
    /// <param name="From">First block that was searched.</param>
    /// <param name="To">Last block that was searched.</param>
    internal sealed record Found(ImmutableSortedSet<Hash256> Hashes, long From, long To)
    {
        /// <summary>The same transactions with what they took.</summary>
        public ImmutableSortedDictionary<Hash256, Outflow> Outflows { get; init; } = ImmutableSortedDictionary<Hash256, Outflow>.Empty;
    }
}
