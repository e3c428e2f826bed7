using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks every node about the wallet and the market before a purchase, in one batch each, and gives back what a majority confirms.</summary>
internal sealed class PreTradeReader(ChainNodes nodes, Markets closed, MarketRoute route, ChainOptions options, PriceReader prices)
{
    /// <summary>Looks at one node whose newest block changes while it answers.</summary>
    private const int MaxLooks = 3;

    private readonly MarketOpener opener = new(nodes, closed);

    /// <summary>
    /// What decides which code runs, as it was last agreed on. Only a guess of what to ask about along with all else: every answer is judged by
    /// what the nodes say now.
    /// </summary>
    private volatile string? lastContracts;

    /// <summary>Each open once a majority of the nodes has told its terms.</summary>
    public Markets Markets => opener.Markets;

    /// <inheritdoc cref="MarketOpener.OpenAsync"/>
    public Task<MarketOpening> OpenMarketAsync(CancellationToken cancellation) => opener.OpenAsync(cancellation);

    /// <param name="wallet">Who pays.</param>
    /// <param name="amountIn">What every market is asked for a quote of: stablecoin, smallest unit; null asks for none and for no price, and no market need be open.</param>
    /// <param name="state">How high the chain was seen to be, and whose allowances are watched.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    public Task<PreTradeFacts> ReadAsync(Address wallet, BigInteger? amountIn, TreasuryState state, CancellationToken cancellation) =>
        ReadAsync(wallet, amountIn is { } amount ? new MarketQuestion(amount) : null, state, cancellation);

    /// <inheritdoc cref="ReadAsync(Address, BigInteger?, TreasuryState, CancellationToken)"/>
    public async Task<PreTradeFacts> ReadAsync(Address wallet, MarketQuestion? asked, TreasuryState state, CancellationToken cancellation)
    {
        var spenders = state.Spenders.Union(Markets.Spenders);
        var views = await nodes.AskAsync(
            (node, token) => ReadNodeAsync(node, wallet, asked, spenders, state, token), view => view.Facts.Head >= state.HighWaterBlock, cancellation);
        if (!nodes.Majority.TryAgree(views.Select(view => view.Mismatch), out var mismatch))
            throw new ChainUnavailableException("The nodes disagree about which chain this is.");
        if (mismatch is not null)
            throw new ChainMismatchException(mismatch);
        var facts = Agree([.. views.Select(view => view.Facts)], nodes.Majority);
        lastContracts = facts.Contracts;
        return asked is null ? facts : await prices.AddAsync(facts, [.. views.Where(view => view.Mismatch is null).Select(view => view.Prices)], nodes.Majority, cancellation);
    }

    internal static PreTradeFacts Agree(IReadOnlyList<PreTradeFacts> views, Majority majority)
    {
        if (!majority.TryAgree(views.Select(view => view.Allowance), out var allowance)
            || !majority.TryAgree(views.Select(view => string.Join(' ', view.Allowances)), out var allowances))
            throw new ChainUnavailableException("The nodes disagree about the allowance.");
        if (!majority.TryAgree(views.Select(view => view.GenesisHash), out var genesis))
            throw new ChainUnavailableException("The nodes disagree about the first block.");
        if (!majority.TryAgree(views.Select(view => view.Contracts), out var contracts))
            throw new ChainUnavailableException("The nodes disagree about the contracts' code.");

        var head = majority.Supported(views.Select(view => view.Head));
        var agreed = new PreTradeFacts
        {
            Head = head,
            HeadHash = views.Where(view => view.Head == head).GroupBy(view => view.HeadHash).MaxBy(same => same.Count())!.Key,
            HeadTime = majority.Supported(views.Select(view => view.HeadTime)),
            BaseFeeWei = majority.Supported(views.Select(view => view.BaseFeeWei)),
            SuggestedTipWei = majority.Supported(views.Select(view => view.SuggestedTipWei)),
            NonceAtHead = majority.Supported(views.Select(view => view.NonceAtHead)),
            NonceAtFinal = majority.Supported(views.Select(view => view.NonceAtFinal)),
            NativeBalanceWei = majority.Supported(views.Select(view => view.NativeBalanceWei)),
            StablecoinBalance = majority.Supported(views.Select(view => view.StablecoinBalance)),
            Allowance = allowance,
            Allowances = views.First(view => string.Join(' ', view.Allowances) == allowances).Allowances,
            Quote = null,
            MarketFault = null,
            Offers = OfferQuestion.Agree([.. views.Select(view => view.Offers)], majority),
            GenesisHash = genesis,
            Contracts = contracts,
        };
        if (agreed.Offers.Count == 0)
            return agreed;
        return agreed.At(agreed.Offers.FirstOrDefault(offer => offer is MarketOffer.Quoted) ?? agreed.Offers[0]);
    }

    /// <summary>
    /// Quotes, balances and code must be of one block: a node whose newest block is another at the end of its batch is asked once more. Only
    /// then there is a further round trip.
    /// </summary>
    private async Task<NodePurchaseView> ReadNodeAsync(
        IEthereumNode node, Address wallet, MarketQuestion? asked, ImmutableSortedSet<Address> spenders, TreasuryState state, CancellationToken cancellation)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            if (await TryReadNodeAsync(node, wallet, asked, spenders, state, cancellation) is { } view)
                return view;
        }

        throw new ChainUnavailableException("its newest block changes faster than it answers.");
    }

    /// <summary>Null: its newest block changed in between.</summary>
    private async Task<NodePurchaseView?> TryReadNodeAsync(
        IEthereumNode node, Address wallet, MarketQuestion? asked, ImmutableSortedSet<Address> spenders, TreasuryState state, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var tip = batch.Add(Eth.MaxPriorityFeePerGas);
        var nonce = batch.Add(Eth.TransactionCount(wallet, BlockTag.Latest));
        var finalPart = Finality.Ask(node, batch, wallet, options.Confirmations);
        var native = batch.Add(Eth.Balance(wallet, BlockTag.Latest));
        var balance = batch.Add(Ask(Erc20.BalanceOf, wallet));
        var allowances = spenders.Select(spender => (Spender: spender, Call: batch.Add(Ask(Erc20.Allowance, wallet, spender)))).ToList();
        var offers = OfferQuestion.Ask(batch, opener, asked);
        var priced = asked is null ? null : prices.Ask(batch);
        var identity = Identity(batch, lastContracts ?? state.Contracts);
        var height = HeadBound.Ask(batch, state.HighWaterBlock);
        var headAfter = batch.Add(Eth.Block(BlockTag.Latest));
        await node.SendAsync(batch, cancellation);

        var latest = height(head.Result ?? throw new ChainUnavailableException("it has no latest block."));
        if (headAfter.Result?.Hash != latest.Hash)
            return null;
        if (latest.BaseFeePerGasWei is not { } baseFee)
            return new NodePurchaseView(PreTradeFacts.None, "The chain has no base fee: transactions of type 2 (EIP-1559) are not possible.");
        var (mismatch, genesis, contracts) = await identity(node, cancellation);
        if (mismatch is not null)
            return new NodePurchaseView(PreTradeFacts.None with { Head = checked((long)latest.Number) }, mismatch);
        var allowed = allowances.ToImmutableSortedDictionary(
            allowance => allowance.Spender, allowance => Amount(Erc20.Allowance, allowance.Call));
        return new NodePurchaseView(
            new PreTradeFacts
            {
                Head = checked((long)latest.Number),
                HeadHash = latest.Hash,
                HeadTime = latest.Timestamp,
                BaseFeeWei = baseFee,
                SuggestedTipWei = tip.State == RpcCallState.Refused ? BigInteger.Zero : tip.Result,
                NonceAtHead = checked((long)nonce.Result),
                NonceAtFinal = (await finalPart(checked((long)latest.Number), cancellation)).Nonce,
                NativeBalanceWei = native.Result,
                StablecoinBalance = Amount(Erc20.BalanceOf, balance),
                Allowance = allowed[Markets.Spenders.First()],
                Allowances = allowed,
                Quote = null,
                MarketFault = null,
                Offers = offers(),
                GenesisHash = genesis,
                Contracts = contracts,
            },
            null)
        {
            Prices = priced?.Invoke(latest.Timestamp) ?? [],
        };
    }

    private RpcRequest<byte[]> Ask(AbiFunction question, params ReadOnlySpan<object> arguments) =>
        Eth.Call(new CallRequest { To = route.Stablecoin, Data = question.Encode(arguments) }, BlockTag.Latest);

    private static BigInteger Amount(AbiFunction question, RpcCall<byte[]> answered) => question.DecodeOutput(answered.Result).Get<BigInteger>(0);

    /// <summary>Chain id, first block and the contracts' code; read after the batch was sent.</summary>
    private Func<IEthereumNode, CancellationToken, Task<ChainIdentity>> Identity(
        RpcBatch batch, string? known)
    {
        var chainId = batch.Add(Eth.ChainId);
        var first = batch.Add(Eth.Block(BlockTag.Earliest));
        var pins = ContractPins.Ask(batch, Markets.Contracts, known);
        return async (node, cancellation) =>
        {
            if (chainId.Result != (ulong)options.ChainId)
            {
                return new ChainIdentity(string.Create(
                    CultureInfo.InvariantCulture, $"The nodes serve chain {chainId.Result}, the settings name {options.ChainId}."), null, null);
            }

            var (written, missing) = await pins(node, cancellation);
            return missing is { } address
                ? new ChainIdentity($"There is no contract at the {NameOf(address)}'s address {address}.", null, null)
                : new ChainIdentity(null, first.Result?.Hash, written);
        };
    }

    private string NameOf(Address contract) =>
        contract == route.Token ? "token" : contract == route.Stablecoin ? "stablecoin" : Markets.Spenders.Contains(contract) ? "market" : "pool";

    /// <param name="Mismatch">Why it is not the chain of the settings; null when it is.</param>
    /// <param name="Genesis">Hash of its first block.</param>
    /// <param name="Contracts">As <see cref="ContractCode"/> writes it.</param>
    private sealed record ChainIdentity(string? Mismatch, Hash256? Genesis, string? Contracts);

    private sealed record NodePurchaseView(PreTradeFacts Facts, string? Mismatch)
    {
        /// <summary>In the order of the sources; none of a node with a mismatch.</summary>
        public IReadOnlyList<SourceAnswer> Prices { get; init; } = [];
    }
}
