using System.Collections.Immutable;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks every node what became of an order's transactions and gives back only what a majority agrees on.</summary>
internal sealed class TransactionReader(ChainNodes nodes, MarketRoute route, ChainOptions options)
{
    /// <summary>
    /// In which blocks the order's transactions were last seen, so that the next look asks about these along with all else. Only a guess: a node that
    /// answers is asked again where it does not hold.
    /// </summary>
    private volatile IReadOnlyDictionary<Hash256, Block> lastSeen = new Dictionary<Hash256, Block>();

    /// <summary>With what the receipts show to have been bought for the order, or moved for the task.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>.</exception>
    public Task<TransactionFacts> ReadAsync(Job job, IReadOnlyCollection<Hash256> hashes, long highWater, CancellationToken cancellation) => job switch
    {
        Order order => ReadAsync(new Question(order.Wallet, order.Recipient, hashes, lastSeen, highWater), cancellation),
        WalletTask task => ReadAsync(
            new Question(task.Wallet, null, hashes, new Dictionary<Hash256, Block>(), highWater) { Task = task }, cancellation),
        _ => throw new InvalidOperationException($"There is nothing to read for {job}."),
    };

    /// <summary>Without a look at what was bought.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>.</exception>
    public Task<TransactionFacts> ReadAsync(Address wallet, IReadOnlyCollection<Hash256> hashes, long highWater, CancellationToken cancellation) =>
        ReadAsync(new Question(wallet, null, hashes, new Dictionary<Hash256, Block>(), highWater), cancellation);

    private async Task<TransactionFacts> ReadAsync(Question asked, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync(
            (node, token) => ReadNodeAsync(node, asked, token), view => view.Head >= asked.HighWater, cancellation);
        var facts = Agree(views, asked.Hashes, nodes.Majority);
        if (asked.Recipient is not null)
            lastSeen = facts.Receipts.ToDictionary(receipt => receipt.Key, receipt => BlockOf(receipt.Key, receipt.Value, views));
        return facts;
    }

    private static Block BlockOf(Hash256 hash, ReceiptFacts receipt, IReadOnlyList<NodeView> views) =>
        views.First(view => view.Receipts.GetValueOrDefault(hash)?.BlockHash == receipt.BlockHash).Blocks[hash];

    internal static TransactionFacts Agree(IReadOnlyList<NodeView> views, IEnumerable<Hash256> hashes, Majority majority)
    {
        var final = majority.Supported(views.Select(view => view.Final));
        var receipts = new Dictionary<Hash256, ReceiptFacts>();
        foreach (var hash in hashes)
        {
            // That there is none must be agreed on as well: a disagreement delays, it never decides.
            if (!majority.TryAgree(views.Select(view => view.Receipts.GetValueOrDefault(hash)), out var receipt))
                throw new ChainUnavailableException($"The nodes disagree about the receipt of {hash}.");
            if (receipt is null)
                continue;

            // Those who have the receipt must be those who see its block final: a node that was left behind on an undone block has the
            // receipt of a liar, and others the height.
            var isFinal = views.Count(view => receipt == view.Receipts.GetValueOrDefault(hash) && receipt.BlockNumber <= view.Final);
            receipts[hash] = isFinal >= majority.Needed ? OfFinal(receipt, views, majority) : receipt;
        }

        return new TransactionFacts
        {
            Head = majority.Supported(views.Select(view => view.Head)),
            HeadTime = majority.Supported(views.Select(view => view.HeadTime)),
            Final = final,
            NonceAtHead = majority.Supported(views.Select(view => view.NonceAtHead)),
            NonceAtFinal = majority.Supported(views.Select(view => view.NonceAtFinal)),
            Receipts = receipts,
            KnownEverywhere = hashes.Where(hash => views.All(view => view.Known.Contains(hash))).ToImmutableHashSet(),
        };
    }

    /// <summary>What arrived is judged once: when nothing can change any more.</summary>
    private static ReceiptFacts OfFinal(ReceiptFacts receipt, IReadOnlyList<NodeView> views, Majority majority)
    {
        if (receipt.Purchase is not { } purchase)
            return receipt with { IsFinal = true };
        var arrivals = views.Select(view => view.Arrivals.GetValueOrDefault(receipt.TransactionHash));
        return receipt with
        {
            IsFinal = true,
            Purchase = majority.TryAgree(arrivals, out var arrival) && arrival is not null
                ? purchase with { TokensAcquired = arrival.Of(purchase.TokensAcquired) }
                : purchase with { ByEventsAlone = true },
        };
    }

    private async Task<NodeView> ReadNodeAsync(IEthereumNode node, Question asked, CancellationToken cancellation)
    {
        var (wallet, recipient, hashes, guesses, highWater) = asked;
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var nonceAtHead = batch.Add(Eth.TransactionCount(wallet, BlockTag.Latest));
        var finalPart = Finality.Ask(node, batch, wallet, options.Confirmations);
        var transactions = hashes.Select(hash => (
            Hash: hash, Receipt: batch.Add(Eth.Receipt(hash)), Known: batch.Add(Eth.Transaction(hash)))).ToList();
        var guessed = guesses.Where(guess => hashes.Contains(guess.Key)).ToDictionary(
            guess => guess.Key,
            guess => (
                Block: batch.Add(Eth.Block(BlockTag.Number(guess.Value.Number))),
                Arrival: ArrivalQuestion.Ask(batch, route.Token, recipient!.Value, guess.Value.Hash, guess.Value.ParentHash)));
        var height = HeadBound.Ask(batch, highWater);
        await node.SendAsync(batch, cancellation);

        var latest = height(head.Result ?? throw new ChainUnavailableException("it has no latest block."));
        var found = transactions.Select(transaction => transaction.Receipt.Result).OfType<TransactionReceipt>().ToList();
        var final = await finalPart(checked((long)latest.Number), cancellation);
        var blocks = await BlocksAsync(
            node,
            found,
            guessed.Values.Select(guess => guess.Block.Result).OfType<Block>().DistinctBy(block => block.Number).ToDictionary(block => block.Number),
            cancellation);

        // A receipt counts only if its block is the one the same node has at that height: an index may lag behind a reorg.
        var canonical = found.Where(receipt => blocks.GetValueOrDefault(receipt.BlockNumber)?.Hash == receipt.BlockHash).ToDictionary(
            receipt => receipt.TransactionHash, receipt => (Block: blocks[receipt.BlockNumber]!, Facts: Facts(receipt, wallet, recipient) with { Moved = asked.Task is { } task ? TaskReceipt.Read(receipt, task) : null }));
        var bought = canonical.Where(receipt => receipt.Value.Facts is { Purchase: not null } facts && facts.BlockNumber <= final.Height)
            .ToDictionary(receipt => receipt.Key, receipt => receipt.Value.Block);
        var known = guessed.Where(guess => bought.TryGetValue(guess.Key, out var block) && IsSame(block, guesses[guess.Key]))
            .ToDictionary(guess => guess.Key, guess => guess.Value.Arrival());
        return new NodeView
        {
            Head = checked((long)latest.Number),
            HeadTime = latest.Timestamp,
            Final = final.Height,
            NonceAtHead = checked((long)nonceAtHead.Result),
            NonceAtFinal = final.Nonce,
            Receipts = canonical.ToDictionary(receipt => receipt.Key, receipt => receipt.Value.Facts),
            Known = transactions.Where(transaction => transaction.Known.Result is not null).Select(transaction => transaction.Hash).ToHashSet(),
            Blocks = canonical.ToDictionary(receipt => receipt.Key, receipt => receipt.Value.Block),
            Arrivals = await ArrivalsAsync(node, recipient, bought, known, cancellation),
        };
    }

    /// <summary>The blocks at the receipts' heights: those that were guessed rightly are there already.</summary>
    private static async Task<IReadOnlyDictionary<ulong, Block?>> BlocksAsync(
        IEthereumNode node, IReadOnlyList<TransactionReceipt> receipts, Dictionary<ulong, Block> known, CancellationToken cancellation)
    {
        var missing = receipts.Select(receipt => receipt.BlockNumber).Distinct().Where(number => !known.ContainsKey(number)).ToList();
        var blocks = known.ToDictionary(block => block.Key, block => (Block?)block.Value);
        if (missing.Count == 0)
            return blocks;

        var batch = new RpcBatch();
        var asked = missing.ConvertAll(number => (Number: number, Block: batch.Add(Eth.Block(BlockTag.Number(number)))));
        await node.SendAsync(batch, cancellation);
        foreach (var (number, block) in asked)
            blocks[number] = block.Result;
        return blocks;
    }

    /// <summary>What became of the recipient's tokens in each block: only what was not asked on a guess is asked now.</summary>
    private async Task<IReadOnlyDictionary<Hash256, Arrival>> ArrivalsAsync(
        IEthereumNode node, Address? recipient, IReadOnlyDictionary<Hash256, Block> bought, Dictionary<Hash256, Arrival?> known,
        CancellationToken cancellation)
    {
        var missing = bought.Where(purchase => !known.ContainsKey(purchase.Key)).ToList();
        if (missing.Count > 0)
        {
            var batch = new RpcBatch();
            var asked = missing.ConvertAll(purchase => (
                Hash: purchase.Key,
                Arrival: ArrivalQuestion.Ask(batch, route.Token, recipient!.Value, purchase.Value.Hash, purchase.Value.ParentHash)));
            await node.SendAsync(batch, cancellation);
            foreach (var (hash, arrival) in asked)
                known[hash] = arrival();
        }

        return known.Where(arrival => arrival.Value is not null).ToDictionary(arrival => arrival.Key, arrival => arrival.Value!);
    }

    private static bool IsSame(Block block, Block guess) => block.Hash == guess.Hash && block.ParentHash == guess.ParentHash;

    private ReceiptFacts Facts(TransactionReceipt receipt, Address wallet, Address? recipient)
    {
        var (hash, number, block) = (receipt.TransactionHash, checked((long)receipt.BlockNumber), receipt.BlockHash);
        var reading = recipient is { } buyer ? SwapReceipt.Read(receipt, route.Path, wallet, buyer) : null;
        return new ReceiptFacts(
            hash,
            number,
            block,
            receipt.Succeeded,
            receipt.GasUsed * receipt.EffectiveGasPrice,
            IsFinal: false,
            reading is null ? null : new Purchase(hash, number, block, reading.Spent, reading.Received),
            (long)receipt.GasUsed);
    }

    /// <summary>What every node is asked.</summary>
    /// <param name="Wallet">Which sent the transactions.</param>
    /// <param name="Recipient">Of what was bought; null: what was bought is not asked.</param>
    /// <param name="Hashes">Of the transactions.</param>
    /// <param name="Guesses">In which blocks they may be.</param>
    /// <param name="HighWater">The height that a node must have reached.</param>
    private sealed record Question(
        Address Wallet, Address? Recipient, IReadOnlyCollection<Hash256> Hashes, IReadOnlyDictionary<Hash256, Block> Guesses, long HighWater)
    {
        /// <summary>Whose transactions they are; null where they are no task's.</summary>
        public WalletTask? Task { get; init; }
    }
}
