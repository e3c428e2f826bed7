using System.Globalization;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Orders.Market;

namespace BuyOrder.Testing.Model;

/// <summary>The chain as a node tells it just now: up to one block, with its lies.</summary>
internal sealed class NodeView(ModelNode node, ModelBlock head)
{
    private const long MadeUpBlocks = 1000;
    private const long YoungerSeconds = 3_600;

    public ModelBlock Head => head;

    /// <summary>How many blocks more than there are it tells of.</summary>
    public long BlocksAhead => node.Lie == Lie.Height ? MadeUpBlocks : 0;

    public ModelBlock? Tagged(string tag) => tag switch
    {
        "latest" or "pending" => head,
        "earliest" => head.At(0),
        "finalized" when node.Lie == Lie.Finality => head,
        "finalized" => node.HasFinalizedTag ? head.At(Math.Max(0, head.Number - ModelChain.FinalDepth)) : null,
        _ => head.At(long.Parse(tag.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
    };

    public ModelBlock? Tagged(JsonElement tag)
    {
        if (tag.ValueKind == JsonValueKind.String)
            return Tagged(tag.GetString()!);
        return WithHash(tag.GetProperty("blockHash").GetString()!);
    }

    public ModelBlock? WithHash(string hash)
    {
        var block = head;
        while (block is not null && HashOf(block) != hash)
            block = block.Parent;
        return block;
    }

    public string HashOf(ModelBlock block)
    {
        if (node.IsOnWrongChain && block.Number == 0)
            return Hash256.Zero.ToString();
        return node.Lie == Lie.BlockHashes ? Keccak256.Compute(block.Hash.ToArray()).ToString() : block.HashText;
    }

    /// <summary>The state as the node tells it.</summary>
    public ModelState Believed(ModelState state) => node.Lie switch
    {
        Lie.Balances => (state with { Treasury = state.Treasury + ModelChain.Unit }).WithEach(account => account with { Stablecoin = account.Stablecoin * 1000, Allowance = account.Stablecoin, V3Allowance = account.Stablecoin }),
        Lie.Quote => state with { ReserveToken = state.ReserveToken * 3 / 2, V3 = state.V3 with { Token = state.V3.Token * 3 / 2 }, Feeds = [.. state.Feeds.Select(Bolder)] },
        _ => state,
    };

    /// <summary>Dearer and younger: what a purchase is held to would be less.</summary>
    private static ModelFeed Bolder(ModelFeed feed) => feed with { Answer = feed.Answer * 3 / 2, UpdatedAt = feed.UpdatedAt + YoungerSeconds };

    public (ModelBlock Block, MinedTransaction Mined)? MadeUp(Hash256 hash)
    {
        if (node.Pool.Find(hash) is not { } waiting)
            return null;
        var data = waiting.Content.Data.Span;
        if (ModelV3.Read(data) is { } swap)
            return (head.Parent ?? head, new MinedTransaction(waiting, 0, true, ModelV3.SwapGas, waiting.Content.MaxFeePerGas, swap.AmountIn, swap.MinimumOut));
        var isSwap = UniswapV2.Swap.Selector.Begins(data);
        return (head.Parent ?? head, new MinedTransaction(
            waiting, 0, true, ModelContracts.SwapGas, waiting.Content.MaxFeePerGas,
            isSwap ? ModelContracts.Argument(data, 0) : 0, isSwap ? ModelContracts.Argument(data, 1) : 0)
        {
            Sent = Erc20.TransferTo.Selector.Begins(data) ? ModelContracts.Argument(data, 1) : 0,
        });
    }
}
