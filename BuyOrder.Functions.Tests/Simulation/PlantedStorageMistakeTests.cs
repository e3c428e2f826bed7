using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in what is stored, and when: each is put into the engine and must be found.</summary>
public sealed class PlantedStorageMistakeTests(ITestOutputHelper output)
{
    [Fact]
    public void Hash_stored_after_the_broadcast_is_found() =>
        Planted.IsFound(output, 1..21, "was broadcast before it was stored", () => Writing(() => StoredLate(row => IsKind(row, "t:"))));

    [Fact]
    public void Bytes_stored_after_the_broadcast_are_found() =>
        Planted.IsFound(output, 1..21, "but no attempt of", () => Writing(() => StoredLate(row => IsKind(row, "a:"))));

    [Fact]
    public void Fee_bump_stored_after_its_broadcast_is_found() =>
        Planted.IsFound(output, 42..500, "was broadcast before it was stored", () => Writing(() =>
        {
            var nonces = new HashSet<long>();
            var isBump = false;
            return StoredLate(row => IsKind(row, "a:") ? isBump = !nonces.Add(row.Values.Int64("nonce")) : IsKind(row, "t:") && isBump);
        }));

    [Fact]
    public void Lost_answer_of_a_write_taken_for_done_is_found() =>
        Planted.IsFound(output, 576..2000, "was broadcast before it was stored", () => Writing(async (table, writes) =>
        {
            try
            {
                return await PlantedTables.SubmitAsync(table, writes);
            }
            catch (TableUnavailableException)
            {
                return BatchResult.Success([.. writes.Select(_ => "surely written")]);
            }
        }));

    [Fact]
    public void Step_written_in_two_batches_is_found() =>
        Planted.IsFound(output, 1..21, "The state names an open order that there is not", () => Writing(async (table, writes) =>
        {
            var state = await PlantedTables.SubmitAsync(table, [writes[0]]);
            if (!state.Applied || writes.Count == 1)
                return state;
            var others = await PlantedTables.SubmitAsync(table, [.. writes.Skip(1)]);
            return others.Applied ? BatchResult.Success([.. state.ETags, .. others.ETags]) : others;
        }));

    [Fact]
    public void Step_that_ignores_what_others_have_written_is_found() =>
        Planted.IsFound(output, 24..2000, "did not end", () =>
        {
            var newest = new Dictionary<string, string>();
            return new Plant
            {
                Tables = tables => new PlantedTables(tables)
                {
                    Read = (_, row) =>
                    {
                        newest[row.Key] = row.ETag;
                        return Task.FromResult<TableRow?>(row);
                    },
                    Write = async (table, writes) =>
                    {
                        var result = await PlantedTables.SubmitAsync(table, [.. writes.Select(write =>
                            write is TableWrite.Replace replace ? replace with { ETag = newest.GetValueOrDefault(write.Key, replace.ETag) } : write)]);
                        foreach (var (write, etag) in writes.Zip(result.ETags))
                            newest[write.Key] = etag ?? "";
                        return result;
                    },
                },
            };
        });

    [Fact]
    public void Order_id_that_is_not_insert_only_is_found() =>
        Planted.IsFound(output, 110..4000, "what was frozen at its reservation changed", () => new Plant
        {
            Tables = tables => new PlantedTables(tables)
            {
                Read = (_, row) => Task.FromResult(IsKind(row, "o:") && OrderRow.Read(row.Values).IsEnded ? null : row),
                Write = async (table, writes) => await PlantedTables.SubmitAsync(
                    table, [.. await Task.WhenAll(writes.Select(write => OverwritingOrderAsync(table, write)))]),
            },
        });

    [Fact]
    public void Order_reserved_beside_one_that_is_mined_but_not_final_is_found() =>
        Planted.IsFound(output, 25..100, "The open order is not the one the state names", () => Reading(async (table, row) =>
        {
            var open = row.Key == OrderKeys.State ? row.Values.TextOrNull("openOrderId") : null;
            var order = open is null ? null : await table.ReadAsync(OrderKeys.Partition, OrderKeys.Order(open), CancellationToken.None);
            return order?.Values.Text("phase") == nameof(JobPhase.Mined) ? With(row, "openOrderId", null) : row;
        }));

    [Fact]
    public void Nonce_taken_from_the_node_is_found() =>
        Planted.IsFound(output, 1..21, "The next nonce went down", () => Reading((_, row) =>
            Task.FromResult<TableRow?>(row.Key == OrderKeys.State ? With(row, "nextNonce", "") : row)));

    [Fact]
    public void Height_that_was_seen_and_forgotten_is_found() =>
        Planted.IsFound(output, 1..50, "The high-water mark went down", () => Reading((_, row) =>
            Task.FromResult<TableRow?>(row.Key == OrderKeys.State ? With(row, "highWaterBlock", 0L) : row)));

    [Fact]
    public void Spenders_of_an_earlier_time_forgotten_are_found() =>
        Planted.IsFound(output, 9..60, "while an allowance of another time stood", () => Reading((_, row) =>
            Task.FromResult<TableRow?>(row.Key == OrderKeys.State ? With(row, "spenders", null) : row)));

    [Fact]
    public void Hold_that_does_not_outlive_a_restart_is_found() =>
        Planted.IsFound(output, 1..21, "was not put on hold, and the messages say otherwise", () => Reading((_, row) =>
            Task.FromResult<TableRow?>(IsKind(row, "o:") ? With(row, "holdReason", null) : row)));

    [Fact]
    public void Base_given_back_when_an_order_completes_is_found() =>
        Planted.IsFound(output, 1..21, "The consumed base is not the sum", () => Writing((table, writes) =>
        {
            foreach (var order in Orders(writes, JobStatus.Completed))
                Add(writes[0], "consumedBaseCents", -order.Int64("revenueBaseCents"));
            return PlantedTables.SubmitAsync(table, writes);
        }));

    [Fact]
    public void Quoted_amount_booked_as_the_bought_amount_is_found() =>
        Planted.IsFound(output, 7..100, "book and chain differ in the amounts", () => Writing((table, writes) =>
        {
            foreach (var order in Orders(writes, JobStatus.Completed))
            {
                var quoted = order.BigInteger("quoteAmountOut");
                Values(writes[0])["tokensAcquired"] =
                    RowText.Of(Values(writes[0]).BigInteger("tokensAcquired") + quoted - order.BigInteger("tokensAcquired"));
                order["tokensAcquired"] = RowText.Of(quoted);
            }

            return PlantedTables.SubmitAsync(table, writes);
        }));

    [Fact]
    public void Retry_with_another_amount_is_found() =>
        Planted.IsFound(output, 14..200, "what was frozen at its reservation changed", () => Writing((table, writes) =>
        {
            foreach (var order in Orders(writes, JobStatus.Pending).Where(order => order.Int32("retry") > 0 && order.Text("phase") == "Reserved"))
            {
                order["spendCents"] = order.Int64("spendCents") / 2;
                order["spendUnits"] = RowText.Of(order.BigInteger("spendUnits") / 2);
            }

            return PlantedTables.SubmitAsync(table, writes);
        }));

    private static Plant Reading(Func<ITable, TableRow, Task<TableRow?>> read) =>
        new() { Tables = tables => new PlantedTables(tables) { Read = read } };

    private static Plant Writing(Func<ITable, IReadOnlyList<TableWrite>, Task<BatchResult>> write) => Writing(() => write);

    /// <summary>For a mistake that a process remembers while it lives.</summary>
    private static Plant Writing(Func<Func<ITable, IReadOnlyList<TableWrite>, Task<BatchResult>>> write) =>
        new() { Tables = tables => new PlantedTables(tables) { Write = write() } };

    /// <summary>Keeps new rows in memory and writes them together with the next batch, which is the one after the broadcast.</summary>
    private static Func<ITable, IReadOnlyList<TableWrite>, Task<BatchResult>> StoredLate(Func<TableWrite.Insert, bool> isLate)
    {
        IReadOnlyList<TableWrite.Insert> late = [];
        return (table, writes) =>
        {
            var due = late.Select(row => writes.FirstOrDefault(write => write.Key == row.Key) is { } newer ? row with { Values = Values(newer) } : row).ToList();
            late = [.. writes.OfType<TableWrite.Insert>().Where(isLate)];
            var inTime = writes.Where(write => !late.Contains(write) && !due.Exists(row => row.Key == write.Key));
            return PlantedTables.SubmitOthersAsync(table, writes, [.. inTime, .. due]);
        };
    }

    private static async Task<TableWrite> OverwritingOrderAsync(ITable table, TableWrite write) =>
        write is TableWrite.Insert insert && IsKind(write, "o:")
            && await table.ReadAsync(OrderKeys.Partition, write.Key, CancellationToken.None) is { } there
            ? new TableWrite.Replace(write.Key, insert.Values, there.ETag)
            : write;

    private static IEnumerable<RowValues> Orders(IEnumerable<TableWrite> writes, JobStatus status) =>
        writes.Where(write => IsKind(write, "o:")).Select(Values).Where(order => order.Text("status") == status.ToString());

    private static void Add(TableWrite write, string column, long amount) => Values(write)[column] = Values(write).Int64(column) + amount;

    private static RowValues Values(TableWrite write) => write switch
    {
        TableWrite.Insert insert => insert.Values,
        TableWrite.Replace replace => replace.Values,
        _ => throw new InvalidOperationException("The order store deletes nothing."),
    };

    private static TableRow With(TableRow row, string column, object? value)
    {
        var values = row.Values.Copy();
        values[column] = value;
        return row with { Values = values };
    }

    private static bool IsKind(TableRow row, string prefix) => row.Key.StartsWith(prefix, StringComparison.Ordinal);

    private static bool IsKind(TableWrite write, string prefix) => write.Key.StartsWith(prefix, StringComparison.Ordinal);
}
