using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes about wallet tasks: each is put into the engine and must be found.</summary>
public sealed class PlantedTaskMistakeTests(ITestOutputHelper output)
{
    [Fact]
    public void Sweep_to_another_receiver_is_found() =>
        Planted.IsFound(output, 1..60, "sends stablecoin to another address than the treasury", () => Building(AttemptKind.Sweep, content =>
            Calling(content, Erc20.TransferTo.Encode(ModelContracts.Router, ModelContracts.Argument(content.Data.Span, 1)))));

    [Fact]
    public void Sweep_of_another_amount_is_found() =>
        Planted.IsFound(output, 1..60, "sends another amount than it names", () => Building(AttemptKind.Sweep, content =>
            Calling(content, Erc20.TransferTo.Encode(ModelContracts.Treasury, ModelContracts.Argument(content.Data.Span, 1) + 1))));

    [Fact]
    public void Allowance_that_is_set_to_something_is_found() =>
        Planted.IsFound(output, 1..60, "lets a spender take something", () => Building(AttemptKind.Reset, content =>
            Calling(content, Erc20.Approve.Encode(ModelContracts.Router, BigInteger.One))));

    [Fact]
    public void Allowance_of_another_spender_is_found() =>
        Planted.IsFound(output, 1..100, "sets the allowance of another spender", () => Building(AttemptKind.Reset, content =>
            Calling(content, Erc20.Approve.Encode(ModelContracts.Pair, BigInteger.Zero))));

    [Fact]
    public void Sweep_that_starts_over_after_it_was_final_is_found() =>
        Planted.IsFound(output, 14..200, "swept 2 times", () => Steps((_, step) =>
            step is JobStep.Settle ? new JobStep.Retry(ReasonCode.Reverted) : step));

    [Fact]
    public void Task_that_is_done_before_its_transaction_is_final_is_found() =>
        Planted.IsFound(output, 1..60, "is completed, but its transaction is not final", () => new Plant
        {
            Tasks = true,
            Decision = decide => asked => decide(asked.Job is Order ? asked : asked with
            {
                Chain = asked.Chain with { Receipts = asked.Chain.Receipts.ToDictionary(receipt => receipt.Key, receipt => receipt.Value with { IsFinal = true }) },
            }),
        });

    [Fact]
    public void Task_that_fails_while_its_bytes_can_be_mined_is_found() =>
        Planted.IsFound(output, 171..300, "can still be mined", () => Steps((_, step) =>
            step is JobStep.Replace ? new JobStep.Fail(ReasonCode.FeeTooHigh) : step));

    [Fact]
    public void New_nonce_for_a_task_that_is_not_mined_yet_is_found() =>
        Planted.IsFound(output, 1..300, "takes nonce", () => Steps((asked, step) =>
            step is JobStep.Wait && asked.Job.Phase == JobPhase.Broadcast ? new JobStep.Retry(ReasonCode.Reverted) : step));

    [Fact]
    public void Task_that_uses_revenue_is_found() =>
        Planted.IsFound(output, 1..60, "changes what only orders may change", () => Summing(state => state with { ConsumedBase = state.ConsumedBase + new Zar(1) }));

    [Fact]
    public void Task_that_counts_in_the_windows_is_found() =>
        Planted.IsFound(output, 28..200, "changes what only orders may change", () => Summing(state => state with
        {
            Windows = state.Windows is { } windows ? windows with { DaySpend = windows.DaySpend + new Zar(1) } : null,
        }));

    [Fact]
    public void Task_that_begins_while_an_order_is_open_is_found() =>
        Planted.IsFound(output, 117..200, "begins while", () => new Plant
        {
            Tasks = true,
            Tables = tables => new PlantedTables(tables)
            {
                Read = async (table, row) =>
                {
                    var open = row.Key == OrderKeys.State ? row.Values.TextOrNull("openOrderId") : null;
                    var order = open is null ? null : await table.ReadAsync(OrderKeys.Partition, OrderKeys.Order(open), CancellationToken.None);
                    if (order?.Values.Text("phase") != nameof(JobPhase.Mined))
                        return row;
                    var values = row.Values.Copy();
                    (values["openOrderId"], values["openSpendCents"]) = (null, 0L);
                    return row with { Values = values };
                },
            },
        });

    /// <summary>The engine takes another step with a task than it should.</summary>
    private static Plant Steps(Func<JobQuestion, JobStep, JobStep> change) => new()
    {
        Tasks = true,
        Decision = decide => asked => asked.Job is WalletTask ? change(asked, decide(asked)) : decide(asked),
    };

    /// <summary>What is signed for a task is another transaction: it is stored as if the engine had built it, which then finds it there.</summary>
    private static Plant Building(AttemptKind kind, Func<FeeMarketTransaction, FeeMarketTransaction> change) => new()
    {
        Tasks = true,
        Tables = tables => new PlantedTables(tables)
        {
            Write = async (table, writes) =>
            {
                var added = writes.OfType<TableWrite.Insert>().FirstOrDefault(write => write.Key.StartsWith("a:w-", StringComparison.Ordinal));
                if (added is null || AttemptRow.Read(added.Values) is not { } attempt || attempt.Kind != kind)
                    return await PlantedTables.SubmitAsync(table, writes);
                var key = ModelKey.Versions[ModelTransaction.Of(attempt.SignedBytes).Wallet];
                var content = change(SignedTransaction.Decode(attempt.SignedBytes).Transaction);
                var other = new SignedTransaction(content, await key.SignAsync(content.SigningHash, CancellationToken.None));
                var stored = await PlantedTables.SubmitAsync(table, [.. writes.Select(write => write switch
                {
                    TableWrite.Insert insert when insert == added =>
                        new TableWrite.Insert(write.Key, AttemptRow.Write(attempt with { SignedBytes = other.Encoded, TransactionHash = other.Hash })),
                    TableWrite.Insert insert when write.Key == OrderKeys.Transaction(attempt.TransactionHash) =>
                        new TableWrite.Insert(OrderKeys.Transaction(other.Hash), insert.Values),
                    _ => write,
                })]);
                return stored.Applied ? BatchResult.Refused(BatchFailure.Changed, 0) : stored;
            },
        },
    };

    /// <summary>A task that begins is booked in a sum of the orders, in state and record alike.</summary>
    private static Plant Summing(Func<TreasuryState, TreasuryState> change) => new()
    {
        Tasks = true,
        Tables = tables => new PlantedTables(tables)
        {
            Write = (table, writes) =>
            {
                var began = writes.OfType<TableWrite.Insert>().FirstOrDefault(write =>
                    write.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal) && write.Values.Text("event") == nameof(RecordEvent.TaskReserved));
                if (began is null || writes.OfType<TableWrite.Replace>().Single(write => write.Key == OrderKeys.State) is not { } state)
                    return PlantedTables.SubmitAsync(table, writes);
                var summed = change(TreasuryStateRow.Read(state.Values));
                var record = RecordRow.Write(RecordRow.Read(began.Values) with { Sums = summed.Sums });
                return PlantedTables.SubmitOthersAsync(table, writes, [.. writes.Select(write =>
                    write == (TableWrite)began ? new TableWrite.Insert(write.Key, record)
                    : write == (TableWrite)state ? state with { Values = TreasuryStateRow.Write(summed with { RecordHash = record.Text(RecordRow.HashColumn) }) }
                    : write)]);
            },
        },
    };

    private static FeeMarketTransaction Calling(FeeMarketTransaction content, byte[] data) => content with { Data = data };
}
