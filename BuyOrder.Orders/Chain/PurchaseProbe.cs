using System.Globalization;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>
/// Makes the whole purchase on every node without sending it, allowance included, and holds what the recipient's balance grows by to the minimum.
/// Events, and the pools' arithmetic, are only what a token says of itself.
/// </summary>
/// <remarks>
/// One call, because the calls of a batch do not see each other and before a reservation there is no allowance; at one block by its hash, so
/// that all nodes answer about the same state. The wallet's code is overridden by <see cref="ProbeCode"/>. See docs/decisions/0024.
/// </remarks>
internal sealed class PurchaseProbe(ChainNodes nodes, MarketRoute route)
{
    /// <summary>JSON-RPC's "invalid params": the two parameters before the override are those of any call.</summary>
    private const long InvalidParameters = -32602;

    private const long NoSuchMethod = -32601;

    /// <summary>How nodes name a parameter too many, or the override itself, without that code.</summary>
    private static readonly string[] ThirdParameter = ["too many arguments", "too many param", "argument 2", "override", "parameter 3", "third param"];

    /// <summary>How nodes say that they do not know a method, without its code; "not found" alone may be said of the block.</summary>
    private static readonly string[] UnknownMethod = ["method not", "method is not", "method does not", "eth_simulateV1", "not supported", "unsupported"];

    /// <summary>Null when a majority of the nodes reaches the minimum; else why not.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they disagree whether it works at all.</exception>
    public async Task<Refusal?> TryAsync(ProbedPurchase purchase, CancellationToken cancellation)
    {
        var (market, wallet, recipient, spend) = (purchase.Market, purchase.Wallet, purchase.Recipient, purchase.Spend);

        // The minimum is judged here and by the figure: the router's own check would only say that it was missed.
        var swap = market.Swap(spend, BigInteger.Zero, purchase.Deadline, recipient);
        var call = new CallRequest
        {
            To = wallet,
            Data = ProbeCode.Run.Encode(route.Stablecoin, market.Spender, spend, route.Token, recipient, swap.To, swap.Data),
        };
        var trials = await nodes.AskAsync((node, token) => TryOnNodeAsync(node, call, wallet, BlockTag.Hash(purchase.Head), token), _ => true, cancellation);
        return Judge(trials, purchase.MinimumOut, nodes.Majority);
    }

    internal static Refusal? Judge(IReadOnlyList<Trial> trials, BigInteger minimumOut, Majority majority)
    {
        var figures = trials.OfType<Trial.Arrived>().Select(trial => trial.Units).ToList();
        if (figures.Count >= majority.Needed)
        {
            var arrived = majority.Supported(figures);
            return arrived >= minimumOut
                ? null
                : new Refusal(ReasonCode.SimulationFailed, string.Create(
                    CultureInfo.InvariantCulture,
                    $"The recipient would get {arrived} units of the token, the minimum is {minimumOut}: the token keeps a part, or the price has moved."));
        }

        var failures = trials.OfType<Trial.Failed>().ToList();
        if (failures.Count >= majority.Needed)
            return new Refusal(ReasonCode.SimulationFailed, failures[0].Reason);
        var unable = trials.OfType<Trial.Unsupported>().ToList();
        return unable.Count > 0
            ? new Refusal(
                ReasonCode.SimulationUnsupported,
                $"Too few nodes can run a purchase before it is paid for (eth_call with a state override, or eth_simulateV1): {string.Join("; ", unable.Select(trial => trial.Node))}.")
            : throw new ChainUnavailableException("The nodes disagree about the simulation of the purchase.");
    }

    private static async Task<Trial> TryOnNodeAsync(
        IEthereumNode node, CallRequest call, Address wallet, BlockTag at, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var run = batch.Add(Eth.CallWithCode(call, wallet, ProbeCode.Bytes, at));
        await node.SendAsync(batch, cancellation);
        if (run.Error is { } error)
        {
            if (error.IsRevert)
                return Trial.Fails(TokenErrors.Describe(error));
            return IsAboutOverride(error)
                ? await SimulateOnNodeAsync(node, call, wallet, at, error.Message, cancellation)
                : throw new ChainUnavailableException(error.Message);
        }

        // Nothing at all is what an account without code returns: the node has not looked at the override.
        return run.Result.Length == 0
            ? await SimulateOnNodeAsync(node, call, wallet, at, "it ignores the override", cancellation)
            : Read(node, run.Result);
    }

    private static async Task<Trial> SimulateOnNodeAsync(
        IEthereumNode node, CallRequest call, Address wallet, BlockTag at, string before, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var run = batch.Add(Eth.SimulateWithCode(call, wallet, ProbeCode.Bytes, at));
        await node.SendAsync(batch, cancellation);
        if (run.Error is { } error)
        {
            return IsUnknownMethod(error) || IsAboutOverride(error)
                ? Trial.CannotTell($"{node.Name} ({before}; {error.Message})")
                : throw new ChainUnavailableException(error.Message);
        }

        if (run.Result.Error is { } revert)
            return Trial.Fails(TokenErrors.Describe(revert));
        return run.Result.Returned.Length == 0
            ? Trial.CannotTell($"{node.Name} ({before}; eth_simulateV1 ignores it too)")
            : Read(node, run.Result.Returned);
    }

    private static Trial Read(IEthereumNode node, byte[] returned)
    {
        try
        {
            return Trial.Gets(ProbeCode.Run.DecodeOutput(returned).Get<BigInteger>(0));
        }
        catch (EthereumFormatException error)
        {
            throw new NodeUnavailableException(node.Name, NodeFault.Malformed, $"The probe cannot have answered so: {error.Message}", error);
        }
    }

    private static bool IsAboutOverride(RpcError error) => error.Code == InvalidParameters || Says(error, ThirdParameter);

    private static bool IsUnknownMethod(RpcError error) => error.Code == NoSuchMethod || Says(error, UnknownMethod);

    private static bool Says(RpcError error, string[] words) =>
        Array.Exists(words, word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>What one node says.</summary>
    internal abstract record Trial
    {
        private Trial()
        {
        }

        /// <param name="Units">What the recipient's balance grew by.</param>
        public sealed record Arrived(BigInteger Units) : Trial;

        /// <param name="Reason">Why it reverted.</param>
        public sealed record Failed(string Reason) : Trial;

        /// <param name="Node">Which, and why it cannot tell.</param>
        public sealed record Unsupported(string Node) : Trial;

        public static Trial Gets(BigInteger units) => new Arrived(units);

        public static Trial Fails(string reason) => new Failed(reason);

        public static Trial CannotTell(string node) => new Unsupported(node);
    }
}

/// <summary>A purchase that is tried as a whole.</summary>
/// <param name="Market">Where.</param>
/// <param name="Wallet">Pays.</param>
/// <param name="Recipient">Gets the tokens.</param>
/// <param name="Spend">Stablecoin, smallest unit.</param>
/// <param name="MinimumOut">The least that must arrive, in the token's smallest unit.</param>
/// <param name="Deadline">As the swap will have it.</param>
/// <param name="Head">The block that the nodes agree on.</param>
internal sealed record ProbedPurchase(
    IMarket Market, Address Wallet, Address Recipient, BigInteger Spend, BigInteger MinimumOut, DateTimeOffset Deadline, Hash256 Head);
