using System.Text;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Simulation.Troubles;

/// <summary>The business around the app: what is sold and given back, and by which parameters it buys.</summary>
internal sealed class Office
{
    private readonly ITable parameters;
    private readonly RevenueIntake intake;
    private readonly TimeProvider time;
    private int messages;
    private readonly Dictionary<int, int> rates = [];
    private int version;

    /// <param name="tables">Where parameters and revenue are kept; parameters that are in force there go on.</param>
    /// <param name="time">When something is changed.</param>
    /// <param name="messages">How many messages were sent before: no id is used again.</param>
    public Office(ITableStore tables, TimeProvider time, int messages = 0)
    {
        this.time = time;
        this.messages = messages;
        parameters = tables.Table(ParameterStore.TableName);
        var ledger = new RevenueLedger(tables, new LedgerOptions { ShardCount = 1 }, time);
        intake = new RevenueIntake(
            ledger, new RejectedRevenue(tables, time), new ExchangeRates(tables, time), _ => ValueTask.FromResult(Parameters.Plausibility), time);
        if (parameters.ReadAsync("parameters", "current", CancellationToken.None).GetAwaiter().GetResult() is null)
            return;
        var inForce = new ParameterStore(tables, time).CurrentAsync(CancellationToken.None).GetAwaiter().GetResult();
        (version, Parameters) = (inForce.Version, inForce.Parameters);
        rates[version] = Parameters.RateBps;
    }

    /// <summary>Told of each new total of the revenue.</summary>
    public required Action<Zar> Changed { get; init; }

    public Zar Revenue { get; private set; } = Zar.Zero;

    public BusinessParameters Parameters { get; private set; } = EngineBench.Parameters with
    {
        Maximum = new Zar(20_000_00),
        MaxFeePerGasWei = 100_000_000_000,
        Schedule = "0 */20 * * * *",
    };

    public int RateOf(int ofVersion) => rates[ofVersion];

    public void Sell(Zar amount) => Record("sale", amount, amount);

    public void GiveBack(Zar amount) => Record("refund", amount, Zar.Zero - amount);

    public void Change(BusinessParameters next)
    {
        Parameters = next;
        rates[++version] = next.RateBps;
        var row = ParametersRow.Write(new ParametersVersion(version, next, time.GetUtcNow(), "office", "As it pleases."));
        var current = parameters.ReadAsync("parameters", "current", CancellationToken.None).GetAwaiter().GetResult();
        var named = new RowValues { ["version"] = version };
        TableWrite name = current is null ? new TableWrite.Insert("current", named) : new TableWrite.Replace("current", named, current.ETag);
        var written = parameters.SubmitAsync("parameters", [name, new TableWrite.Insert(ParametersRow.Key(version), row)], CancellationToken.None).GetAwaiter().GetResult();
        Audit.Demand(written.Applied, "The parameters were not written.");
    }

    private void Record(string kind, Zar amount, Zar worth)
    {
        var message = $$"""
            { "id": "{{kind}}-{{++messages}}", "kind": "{{kind}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR",
              "occurredAt": "2026-11-20T10:00:00Z"{{(kind == "refund" ? ", \"refundOf\": \"sale-1\"" : "")}} }
            """;
        var results = intake.RecordAsync([new IncomingRevenue(Encoding.UTF8.GetBytes(message))], CancellationToken.None).GetAwaiter().GetResult();
        Audit.Demand(results[0].Outcome == RecordOutcome.Recorded, $"The {kind} was not recorded: {results[0].Rejection}.");
        Revenue += worth;
        Changed(Revenue);
    }
}
