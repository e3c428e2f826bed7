namespace BuyOrder.Ethereum.Rpc;

/// <summary>The error texts of the nodes' transaction pools. The first that occurs in a message decides, so the narrower stand first.</summary>
internal static class BroadcastErrors
{
    private static readonly (string Text, BroadcastAnswer Answer)[] Known =
    [
        ("already known", new(BroadcastOutcome.AlreadyKnown)),
        ("replacement transaction underpriced", new(BroadcastOutcome.Underpriced)),
        ("nonce too low", new(BroadcastOutcome.NonceTooLow)),
    ];

    public static BroadcastAnswer? Find(string message)
    {
        foreach (var (text, answer) in Known)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return answer;
            }
        }

        return null;
    }
}
