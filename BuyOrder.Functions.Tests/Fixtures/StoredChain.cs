using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Testing.Model;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>A model chain as JSON, and back: its canonical blocks, oldest first, how far they are final, and what waits in the pool.</summary>
/// <remarks>A block's state stands there only where it differs from the one before. Amounts are decimal texts.</remarks>
internal static class StoredChain
{
    public static JsonObject Take(ModelChain chain, ModelPool pool)
    {
        var blocks = new List<ModelBlock>();
        for (var block = chain.Head; block is not null; block = block.Parent)
            blocks.Insert(0, block);
        return new JsonObject
        {
            ["highestFinal"] = chain.HighestFinal,
            ["pool"] = new JsonArray([.. pool.Waiting.Select(Write)]),
            ["blocks"] = new JsonArray([.. blocks.Select(Write)]),
        };
    }

    public static ModelChain Load(JsonObject stored, TimeProvider clock)
    {
        ModelBlock? head = null;
        foreach (var block in stored["blocks"]!.AsArray())
            head = ReadBlock(block!, head);
        return new ModelChain(clock, head!, stored["highestFinal"]!.GetValue<long>());
    }

    public static IEnumerable<ModelTransaction> Pool(JsonObject stored) => stored["pool"]!.AsArray().Select(each => ReadTransaction(each!));

    private static JsonNode Write(ModelBlock block)
    {
        var written = new JsonObject
        {
            ["number"] = block.Number,
            ["hash"] = block.HashText,
            ["time"] = block.Time,
            ["baseFeeWei"] = Text(block.BaseFeeWei),
        };
        if (!ReferenceEquals(block.State, block.Parent?.State))
            written["state"] = Write(block.State);
        if (block.Transactions.Count > 0)
            written["transactions"] = new JsonArray([.. block.Transactions.Select(Write)]);
        return written;
    }

    private static ModelBlock ReadBlock(JsonNode block, ModelBlock? parent) => new(
        block["number"]!.GetValue<long>(),
        Hash256.Parse(block["hash"]!.GetValue<string>()),
        parent,
        block["time"]!.GetValue<long>(),
        Number(block, "baseFeeWei"),
        block["state"] is { } state ? ReadState(state) : parent!.State,
        [.. (block["transactions"]?.AsArray() ?? []).Select((mined, index) => ReadMined(mined!, index))]);

    private static JsonObject Write(ModelState state) => new()
    {
        ["reserveStablecoin"] = Text(state.ReserveStablecoin),
        ["reserveToken"] = Text(state.ReserveToken),
        ["treasury"] = Text(state.Treasury),
        ["isFrozen"] = state.IsFrozen,
        ["accounts"] = new JsonArray([.. state.Accounts.Select(account => new JsonObject
        {
            ["nonce"] = account.Nonce,
            ["nativeWei"] = Text(account.NativeWei),
            ["stablecoin"] = Text(account.Stablecoin),
            ["allowance"] = Text(account.Allowance),
        })]),
    };

    private static ModelState ReadState(JsonNode state) => new()
    {
        ReserveStablecoin = Number(state, "reserveStablecoin"),
        ReserveToken = Number(state, "reserveToken"),
        Treasury = Number(state, "treasury"),
        IsFrozen = state["isFrozen"]!.GetValue<bool>(),
        Accounts = [.. state["accounts"]!.AsArray().Select(account => new ModelAccount(
            account!["nonce"]!.GetValue<long>(), Number(account, "nativeWei"), Number(account, "stablecoin"), Number(account, "allowance")))],
    };

    private static JsonNode Write(MinedTransaction mined)
    {
        var written = Write(mined.Transaction);
        written["succeeded"] = mined.Succeeded;
        written["gasUsed"] = mined.GasUsed;
        written["gasPriceWei"] = Text(mined.GasPriceWei);
        written["spent"] = Text(mined.Spent);
        written["received"] = Text(mined.Received);
        return written;
    }

    private static MinedTransaction ReadMined(JsonNode mined, int index) => new(
        ReadTransaction(mined),
        index,
        mined["succeeded"]!.GetValue<bool>(),
        mined["gasUsed"]!.GetValue<long>(),
        Number(mined, "gasPriceWei"),
        Number(mined, "spent"),
        Number(mined, "received"));

    /// <summary>A stranger's transaction has no bytes.</summary>
    private static JsonNode Write(ModelTransaction transaction) => transaction.Bytes.IsEmpty
        ? new JsonObject { ["stranger"] = transaction.Hash.ToString(), ["wallet"] = transaction.Wallet, ["nonce"] = transaction.Nonce }
        : new JsonObject { ["signed"] = Hex.Encode(transaction.Bytes.Span) };

    private static ModelTransaction ReadTransaction(JsonNode stored)
    {
        if (stored["signed"] is { } signed)
            return ModelTransaction.Of(Hex.Decode(signed.GetValue<string>()));
        var theirs = new FeeMarketTransaction
        {
            ChainId = (ulong)ModelChain.ChainId,
            Nonce = (ulong)stored["nonce"]!.GetValue<long>(),
            MaxFeePerGas = 10 * ModelChain.CalmBaseFeeWei,
            MaxPriorityFeePerGas = 1,
            GasLimit = (ulong)ModelContracts.PlainGas,
            To = ModelContracts.Treasury,
            Value = 1,
        };
        return new ModelTransaction(ModelTransaction.HashOf(stored["stranger"]!.GetValue<string>()), theirs, stored["wallet"]!.GetValue<int>(), ReadOnlyMemory<byte>.Empty);
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static BigInteger Number(JsonNode node, string name) =>
        BigInteger.Parse(node[name]!.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture);
}
