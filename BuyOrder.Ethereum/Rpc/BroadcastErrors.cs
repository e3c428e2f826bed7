namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// What the transaction pools say: geth (core/txpool, core), reth, anvil, erigon (txpoolcfg), Nethermind (AcceptTxResult,
/// TxErrorMessages; also its older words) and Besu (RpcErrorType). The first text that occurs in a message decides, so the narrower
/// come first. Left out on purpose, so unknown: a full pool, a nonce gap that a later transaction may close, a node that is syncing.
/// </summary>
internal static class BroadcastErrors
{
    private static readonly (BroadcastAnswer Answer, string[] Texts)[] Known =
    [
        (new(BroadcastOutcome.AlreadyKnown),
            [
                "already known", "AlreadyKnown", "known transaction", "already imported", "existing tx with same hash",
                "existing txn with same hash",
            ]),
        (new(BroadcastOutcome.NonceTooLow), ["nonce too low", "OldNonce"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.FeeBelowBase), ["less than block base fee", "below current base fee"]),
        (new(BroadcastOutcome.Underpriced),
            [
                "underpriced", "could not replace existing tx", "insufficient gas price to replace", "ReplacementNotAllowed", "fee too low",
                "FeeTooLow", "below configured minimum gas price",
            ]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.IntrinsicGas),
            ["intrinsic gas too low", "IntrinsicGas", "intrinsic gas exceeds gas limit", "insufficient gas for floor data gas cost"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.GasLimitTooHigh),
            [
                "exceeds block gas limit", "gas limit too high", "gas limit is too high", "gas limit is greater than",
                "intrinsic gas too high", "GasLimitExceeded", "TxGasLimitCapExceeded",
            ]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.InsufficientFunds),
            ["insufficient funds", "InsufficientFunds", "upfront cost exceeds account balance"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.WrongChain),
            ["invalid chain id", "wrong chainId", "InvalidTxChainId", "signed for another chain", "ChainId not supported"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.BadSignature),
            ["invalid sender", "invalid signature", "invalid transaction signature", "InvalidTxSignature", "FailedToResolveSender"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.TypeNotSupported),
            [
                "transaction type not supported", "InvalidTxType", "invalid transaction type", "NotSupportedTxType",
                "not supported by the current hardfork", "this transaction type is not activated",
            ]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.FeeAboveNodeLimit), ["exceeds the configured cap", "fee cap exceeded"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.NonceTooHigh),
            ["nonce too high", "nonce has max value", "nonce too distant", "nonce is too distant", "NonceTooFarInFuture"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.SenderIsContract),
            ["sender not an eoa", "sender is not an eoa", "SenderIsContract"]),
        (new(BroadcastOutcome.Refused, BroadcastRefusal.Malformed),
            [
                "rlp: ", "RLPTooLong", "typed transaction too short", "failed to decode signed transaction", "failed to decode transaction",
                "higher than max fee per gas", "exceeds max fee per gas", "InvalidMaxPriorityFeePerGas", "oversized data", "negative value",
                "gas uint64 overflow", "GasUintOverflow", "max initcode size exceeded", "initcode too large", "invalid transaction params",
            ]),
    ];

    public static BroadcastAnswer? Find(string message)
    {
        foreach (var (answer, texts) in Known)
        {
            if (texts.Any(text => Says(message, text)))
            {
                return answer;
            }
        }

        return null;
    }

    /// <summary>The text begins where a word begins: an unknown transaction is no known transaction.</summary>
    private static bool Says(string message, string text)
    {
        var at = message.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        while (at > 0 && char.IsLetterOrDigit(message[at - 1]))
        {
            at = message.IndexOf(text, at + 1, StringComparison.OrdinalIgnoreCase);
        }

        return at >= 0;
    }
}
