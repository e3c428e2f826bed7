using System.Text.Json.Serialization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Reading;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>One entry of the ledger.</summary>
/// <param name="Id">The sender's.</param>
/// <param name="Kind"><c>sale</c> or <c>refund</c>.</param>
/// <param name="Source"><c>course_sale</c>, <c>subscription</c> or <c>other</c>.</param>
/// <param name="Amount">As sent, positive, in <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ExchangeRate">ZAR per unit that was applied; null for ZAR.</param>
/// <param name="Value">What it adds to the total, in ZAR: negative for a refund.</param>
/// <param name="Day">The business day under which it counts.</param>
/// <param name="OccurredAt">As the sender said.</param>
/// <param name="RecordedAt">When the ledger took it.</param>
/// <param name="RefundOf">The sale's id.</param>
/// <param name="Metadata">As sent.</param>
internal record RevenueEntryResponse(
    string Id,
    string Kind,
    string Source,
    string Amount,
    string Currency,
    string? ExchangeRate,
    Zar Value,
    string Day,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    string? RefundOf,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static RevenueEntryResponse Of(LedgerEntry entry)
    {
        var revenue = entry.Revenue;
        var message = revenue.Message;
        return new RevenueEntryResponse(
            message.Id,
            message.Kind.ToCode(),
            message.Source.ToCode(),
            message.Amount.ToString(),
            message.Amount.Currency.Code,
            revenue.AppliedRate?.ToString(),
            revenue.Value,
            DayText.Of(revenue.Day),
            message.OccurredAt,
            entry.RecordedAt,
            message.RefundOf,
            message.Metadata);
    }
}

/// <summary>One entry with everything that a third party needs to check it (docs/ledger-format.md), and what it funded.</summary>
internal sealed record RevenueEntryDetailResponse : RevenueEntryResponse
{
    private RevenueEntryDetailResponse(RevenueEntryResponse entry)
        : base(entry)
    {
    }

    /// <summary>The rate in the message; null when there was none.</summary>
    public required string? SentExchangeRate { get; init; }

    /// <summary>Where the applied rate came from; null for ZAR.</summary>
    public required string? RateOrigin { get; init; }

    /// <summary>Members of the message that mean nothing here.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public required string? UnknownMembers { get; init; }

    /// <summary>The metadata exactly as the entry hash covers it, character by character.</summary>
    public required string? MetadataText { get; init; }

    /// <summary>The unknown members exactly as the entry hash covers them.</summary>
    public required string? UnknownMembersText { get; init; }

    public required int Shard { get; init; }

    /// <summary>Counts the entries of the shard from 1.</summary>
    public required long Sequence { get; init; }

    public required string ContentHash { get; init; }

    /// <summary>Recomputed from what is stored.</summary>
    public required string EntryHash { get; init; }

    /// <summary>Counts the entries of the block from 0.</summary>
    public required long PlaceInBlock { get; init; }

    public required BlockResponse Block { get; init; }

    /// <summary>Whether entry, place and block fit together by their hashes.</summary>
    public required bool Fits { get; init; }

    /// <summary>What is odd about a refund beside the sale that it names: see <see cref="RefundCheck"/>; empty for a sale.</summary>
    public required IReadOnlyList<string> RefundFlags { get; init; }

    /// <summary>Null while no order has used it.</summary>
    public required FundedOrderResponse? FundedOrder { get; init; }

    public static RevenueEntryDetailResponse Of(FoundEntry found, IReadOnlyList<string> refundFlags, Order? fundedOrder)
    {
        var (entry, block) = (found.Entry, found.Block);
        var revenue = entry.Revenue;
        var hash = RevenueHashes.Entry(entry);
        var place = entry.Sequence - block.First;
        return new RevenueEntryDetailResponse(Of(entry))
        {
            SentExchangeRate = revenue.Message.ExchangeRate?.ToString(),
            RateOrigin = revenue.RateOrigin,
            UnknownMembers = revenue.Message.UnknownMembers,
            MetadataText = revenue.Message.Metadata,
            UnknownMembersText = revenue.Message.UnknownMembers,
            Shard = found.Shard,
            Sequence = entry.Sequence,
            ContentHash = revenue.ContentHash.ToString(),
            EntryHash = hash.ToString(),
            PlaceInBlock = place,
            Block = BlockResponse.Of(block),
            Fits = place < block.EntryHashes.Count
                && block.EntryHashes[(int)place] == hash
                && block.KeyHashes[(int)place] == revenue.IdHash
                && RevenueHashes.Block(block.Previous, block.First, block.EntryHashes) == block.Hash,
            RefundFlags = refundFlags,
            FundedOrder = FundedOrderResponse.Of(fundedOrder),
        };
    }
}

/// <summary>The block that holds an entry, with all that its hash is taken over.</summary>
/// <param name="Number">Counts the blocks of the shard from 1.</param>
/// <param name="First">Sequence number of its first entry.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Sum">Of its entries, in ZAR.</param>
/// <param name="CumulativeEntries">Of the shard, this block included.</param>
/// <param name="CumulativeTotal">Of the shard, this block included, in ZAR.</param>
/// <param name="PreviousHash">Of the block before it; zeros for the first.</param>
/// <param name="Hash">Of this block.</param>
/// <param name="EntryHashes">Of its entries, in the order of their sequence numbers.</param>
internal sealed record BlockResponse(
    long Number,
    long First,
    DateTimeOffset RecordedAt,
    Zar Sum,
    long CumulativeEntries,
    Zar CumulativeTotal,
    string PreviousHash,
    string Hash,
    IReadOnlyList<string> EntryHashes)
{
    public static BlockResponse Of(LedgerBlock block) => new(
        block.Number,
        block.First,
        block.RecordedAt,
        block.Sum,
        block.CumulativeEntries,
        block.CumulativeTotal,
        block.Previous.ToString(),
        block.Hash.ToString(),
        [.. block.EntryHashes.Select(hash => hash.ToString())]);
}

/// <summary>The order that an entry funded.</summary>
internal sealed record FundedOrderResponse(string Id, string Status, DateTimeOffset CreatedAt)
{
    public static FundedOrderResponse? Of(Order? order) => order is null ? null : new(order.Id, Words.Of(order.Status), order.CreatedAt);
}
