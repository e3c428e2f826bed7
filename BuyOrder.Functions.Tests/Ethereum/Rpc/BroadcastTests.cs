using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Messages as the nodes write them. Those of anvil are also provoked on a real one: <see cref="AnvilBroadcastTests"/>.</summary>
public sealed class BroadcastTests
{
    [Theory]
    // geth and reth
    [InlineData("already known", BroadcastOutcome.AlreadyKnown, BroadcastRefusal.None)]
    [InlineData("nonce too low: next nonce 5, tx nonce 3", BroadcastOutcome.NonceTooLow, BroadcastRefusal.None)]
    [InlineData("replacement transaction underpriced", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("transaction underpriced: gas tip cap 0, minimum needed 1", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("invalid sender", BroadcastOutcome.Refused, BroadcastRefusal.BadSignature)]
    [InlineData("invalid sender: invalid chain id for signer: have 5 want 1", BroadcastOutcome.Refused, BroadcastRefusal.WrongChain)]
    [InlineData("invalid chain ID", BroadcastOutcome.Refused, BroadcastRefusal.WrongChain)]
    [InlineData("rlp: expected input list for types.DynamicFeeTx", BroadcastOutcome.Refused, BroadcastRefusal.Malformed)]
    [InlineData("failed to decode signed transaction", BroadcastOutcome.Refused, BroadcastRefusal.Malformed)]
    [InlineData(
        "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: 2, maxFeePerGas: 1",
        BroadcastOutcome.Refused, BroadcastRefusal.Malformed)]
    [InlineData("intrinsic gas too low: gas 20000, minimum needed 21000", BroadcastOutcome.Refused, BroadcastRefusal.IntrinsicGas)]
    [InlineData(
        "insufficient gas for floor data gas cost: gas 21000, minimum needed 24000",
        BroadcastOutcome.Refused, BroadcastRefusal.IntrinsicGas)]
    [InlineData("exceeds block gas limit", BroadcastOutcome.Refused, BroadcastRefusal.GasLimitTooHigh)]
    [InlineData("transaction gas limit too high (cap: 16777216, tx: 30000000)", BroadcastOutcome.Refused, BroadcastRefusal.GasLimitTooHigh)]
    [InlineData(
        "insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1",
        BroadcastOutcome.Refused, BroadcastRefusal.InsufficientFunds)]
    [InlineData("max fee per gas less than block base fee", BroadcastOutcome.Refused, BroadcastRefusal.FeeBelowBase)]
    [InlineData("transaction type not supported", BroadcastOutcome.Refused, BroadcastRefusal.TypeNotSupported)]
    [InlineData(
        "tx fee (1.20 ether) exceeds the configured cap (1.00 ether)",
        BroadcastOutcome.Refused, BroadcastRefusal.FeeAboveNodeLimit)]
    [InlineData("nonce too high", BroadcastOutcome.Refused, BroadcastRefusal.NonceTooHigh)]
    [InlineData("sender not an eoa: address 0x01, len(code): 5", BroadcastOutcome.Refused, BroadcastRefusal.SenderIsContract)]
    // erigon
    [InlineData("ALREADY_EXISTS: existing tx with same hash", BroadcastOutcome.AlreadyKnown, BroadcastRefusal.None)]
    [InlineData("INTERNAL_ERROR: could not replace existing tx", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("FEE_TOO_LOW: fee too low", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("INVALID: IntrinsicGas", BroadcastOutcome.Refused, BroadcastRefusal.IntrinsicGas)]
    [InlineData("INVALID: gas limit is too high", BroadcastOutcome.Refused, BroadcastRefusal.GasLimitTooHigh)]
    // anvil
    [InlineData("Unknown transaction type not supported", BroadcastOutcome.Refused, BroadcastRefusal.TypeNotSupported)]
    [InlineData("transaction already imported", BroadcastOutcome.AlreadyKnown, BroadcastRefusal.None)]
    [InlineData("an unknown transaction, but already a known transaction", BroadcastOutcome.AlreadyKnown, BroadcastRefusal.None)]
    // Nethermind
    [InlineData("AlreadyKnown", BroadcastOutcome.AlreadyKnown, BroadcastRefusal.None)]
    [InlineData("OldNonce, Current nonce: 5, nonce of rejected tx: 3", BroadcastOutcome.NonceTooLow, BroadcastRefusal.None)]
    [InlineData("FeeTooLowToCompete", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("ReplacementNotAllowed, Existing transaction fee: 5", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("Invalid, InvalidTxChainId: Expected 1, got 5.", BroadcastOutcome.Refused, BroadcastRefusal.WrongChain)]
    [InlineData("Invalid, InvalidTxSignature: Signature is invalid.", BroadcastOutcome.Refused, BroadcastRefusal.BadSignature)]
    [InlineData(
        "Invalid, TxGasLimitCapExceeded: Gas limit 20000000 exceeded cap of 16777216.",
        BroadcastOutcome.Refused, BroadcastRefusal.GasLimitTooHigh)]
    [InlineData("InsufficientFunds, Account balance: 0, cumulative cost: 1", BroadcastOutcome.Refused, BroadcastRefusal.InsufficientFunds)]
    // Besu
    [InlineData("Known transaction", BroadcastOutcome.AlreadyKnown, BroadcastRefusal.None)]
    [InlineData("Nonce too low", BroadcastOutcome.NonceTooLow, BroadcastRefusal.None)]
    [InlineData("Gas price below configured minimum gas price", BroadcastOutcome.Underpriced, BroadcastRefusal.None)]
    [InlineData("Gas price below current base fee", BroadcastOutcome.Refused, BroadcastRefusal.FeeBelowBase)]
    [InlineData("Intrinsic gas exceeds gas limit", BroadcastOutcome.Refused, BroadcastRefusal.IntrinsicGas)]
    [InlineData("Upfront cost exceeds account balance", BroadcastOutcome.Refused, BroadcastRefusal.InsufficientFunds)]
    [InlineData("Wrong chainId", BroadcastOutcome.Refused, BroadcastRefusal.WrongChain)]
    [InlineData("Transaction nonce is too distant from current sender nonce", BroadcastOutcome.Refused, BroadcastRefusal.NonceTooHigh)]
    [InlineData("Transaction fee cap exceeded", BroadcastOutcome.Refused, BroadcastRefusal.FeeAboveNodeLimit)]
    public void A_message_that_is_known_tells_what_became_of_the_broadcast(
        string message, BroadcastOutcome outcome, BroadcastRefusal refusal) =>
        Assert.Equal(new BroadcastAnswer(outcome, refusal, message), Broadcast.Classify(new RpcError(-32000, message)));

    [Theory]
    [InlineData("")]
    [InlineData("internal error")]
    [InlineData("txpool is full")]
    [InlineData("future transaction tries to replace pending")]
    [InlineData("daily request count exceeded")]
    [InlineData("Syncing")]
    [InlineData("unknown transaction")]
    [InlineData("an unknown transaction, not an unknown transaction")]
    [InlineData("upstream timed out")]
    [InlineData("transaction accepted, but the answer was lost")]
    public void Any_other_message_leaves_it_unknown(string message) =>
        Assert.Equal(BroadcastOutcome.Unknown, Broadcast.Classify(new RpcError(-32000, message)).Outcome);

    [Fact]
    public void The_default_is_unknown_and_so_is_every_failure_on_the_way()
    {
        Assert.Equal(BroadcastOutcome.Unknown, default(BroadcastAnswer).Outcome);
        Assert.Equal(BroadcastOutcome.Unknown, Broadcast.Classify(new TimeoutException()).Outcome);
        Assert.Equal(
            BroadcastOutcome.Unknown,
            Broadcast.Classify(new NodeUnavailableException("a", NodeFault.HttpStatus, "nonce too low")).Outcome);
        Assert.Equal(BroadcastOutcome.Unknown, Broadcast.Classify(new RpcBatch().Add(Eth.SendRawTransaction(new byte[1]))).Outcome);
    }

    [Fact]
    public void An_exception_with_a_nodes_error_is_read_like_the_error() => Assert.Equal(
        BroadcastOutcome.NonceTooLow,
        Broadcast.Classify(new RpcException("eth_sendRawTransaction", new RpcError(-32000, "nonce too low"))).Outcome);

    [Fact]
    public async Task The_hash_of_the_bytes_is_acceptance_and_any_other_hash_is_unknown()
    {
        byte[] bytes = [2, 0xC0];
        var results = new Dictionary<string, string> { ["eth_sendRawTransaction"] = $"\"{Keccak256.Compute(bytes)}\"" };
        await using var server = await FakeNode.StartAsync(results);

        var accepted = await SendAsync(server, bytes);
        results["eth_sendRawTransaction"] = $"\"{Hash256.Zero}\"";
        var other = await SendAsync(server, bytes);

        Assert.Equal(new BroadcastAnswer(BroadcastOutcome.Accepted), accepted);
        Assert.Equal(BroadcastOutcome.Unknown, other.Outcome);
    }

    private static async Task<BroadcastAnswer> SendAsync(FakeNode server, byte[] bytes)
    {
        var batch = new RpcBatch();
        var sent = batch.Add(Eth.SendRawTransaction(bytes));
        try
        {
            await server.Client().SendAsync(batch, TestContext.Current.CancellationToken);
        }
        catch (NodeUnavailableException)
        {
            // The call itself has what became of it.
        }

        return Broadcast.Classify(sent);
    }
}
