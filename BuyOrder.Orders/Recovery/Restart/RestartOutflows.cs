using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Verifying;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>What the chain shows of the wallets: their nonces, and all stablecoin that has ever left them.</summary>
internal sealed class RestartOutflows(
    TransactionReader chain, PreTradeReader market, OutflowScan outflows, OutflowCheck accepted, TransferReader money, MarketRoute route, GuardedSigner signer)
{
    /// <summary>Searches of one wallet, from the chain's first block on: what the book has lost may lie anywhere.</summary>
    private const int MaxSearches = 1_000;

    /// <summary>Transactions that are asked for at once.</summary>
    private const int MaxHashes = 50;

    /// <param name="known">Wallets that state and orders name; that of the key in use is added.</param>
    /// <param name="highWater">Nodes below it are not heard.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="ChainUnavailableException">There is no majority, or the chain is too long to be searched.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The wallet's address is not known just now.</exception>
    public async Task<Found> ReadAsync(IEnumerable<Address> known, long highWater, CancellationToken cancellation)
    {
        var own = (await signer.CurrentKeyAsync(cancellation)).Wallet;
        var opening = await market.OpenMarketAsync(cancellation);
        var units = opening.TermsOr(detail => new ChainMismatchException(detail)).Units;
        var wallets = known.Append(own).Distinct().Order().ToList();
        var facts = new Dictionary<Address, TransactionFacts>();
        foreach (var wallet in wallets)
            facts[wallet] = await chain.ReadAsync(wallet, [], highWater, cancellation);
        var final = facts.Values.Min(each => each.Final);
        var (byOperator, _) = await accepted.AcceptedAsync(cancellation);
        var spent = new List<Outflow>();
        foreach (var wallet in wallets)
            spent.AddRange(await SpentAsync(wallet, final, byOperator.GetValueOrDefault(wallet, -1), units, highWater, cancellation));
        return new Found(own, facts, final, facts.Values.Max(each => each.Head), spent);
    }

    private async Task<List<Outflow>> SpentAsync(
        Address wallet, long final, long acceptedTo, TokenUnits units, long highWater, CancellationToken cancellation)
    {
        var hashes = new List<(Hash256 Hash, bool IsAccepted)>();
        var swept = new Dictionary<Hash256, BigInteger>();
        var next = 0L;
        for (var search = 0; next <= final; search++)
        {
            if (search == MaxSearches)
                throw new ChainUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The chain was searched up to block {next - 1} of {final} only."));
            var upTo = next <= acceptedTo ? Math.Min(acceptedTo, final) : final;
            var found = await outflows.FindAsync(wallet, next, upTo, cancellation);

            // What went to the treasury itself has bought nothing: only the rest of it was spent.
            var toTreasury = await outflows.FindAsync(wallet, next, found.To, cancellation, [route.Recipient]);
            foreach (var (hash, outflow) in toTreasury.Outflows)
                swept[hash] = outflow.Units;
            hashes.AddRange(found.Hashes.Select(hash => (hash, found.To <= acceptedTo)));
            next = found.To + 1;
        }

        var spent = new List<Outflow>();
        foreach (var some in hashes.Chunk(MaxHashes))
        {
            var receipts = (await chain.ReadAsync(wallet, [.. some.Select(each => each.Hash)], highWater, cancellation)).Receipts;
            var moved = await money.ReadAsync(wallet, route.Recipient, receipts.Values, cancellation);
            foreach (var (hash, isAccepted) in some)
            {
                if (!moved.TryGetValue(hash, out var each))
                    throw new ChainUnavailableException($"The nodes do not show what {hash} did.");
                if (each.StablecoinOut.Sign > 0)
                    spent.Add(new Outflow(hash, Cents(each.StablecoinOut - swept.GetValueOrDefault(hash), units), isAccepted));
            }
        }

        return spent;
    }

    /// <summary>A part of a cent is a whole one.</summary>
    private static Zar Cents(BigInteger stablecoin, TokenUnits units) => new(checked((long)((stablecoin + units.Cent - 1) / units.Cent)));

    /// <param name="Hash">Of the transaction.</param>
    /// <param name="Amount">What left the wallet.</param>
    /// <param name="IsAccepted">Whether an operator has accepted what others did with the key up to a block behind it.</param>
    internal sealed record Outflow(Hash256 Hash, Zar Amount, bool IsAccepted);

    /// <param name="Own">The wallet of the key in use.</param>
    /// <param name="Wallets">Each with its nonces.</param>
    /// <param name="Final">The last block that was searched.</param>
    /// <param name="Head">The newest block that was seen.</param>
    /// <param name="Outflows">Of all wallets.</param>
    internal sealed record Found(
        Address Own, IReadOnlyDictionary<Address, TransactionFacts> Wallets, long Final, long Head, IReadOnlyList<Outflow> Outflows);
}
