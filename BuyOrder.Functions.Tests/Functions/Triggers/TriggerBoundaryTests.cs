using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Triggers;
using BuyOrder.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.Triggers;

/// <summary>What the host and the log hear of a call of a timer or the queue.</summary>
public sealed class TriggerBoundaryTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly Levels log = new();
    private readonly ILoggerFactory loggers;
    private readonly Readiness readiness;
    private readonly TriggerBoundary boundary;

    public TriggerBoundaryTests()
    {
        loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        readiness = new Readiness(clock);
        boundary = new TriggerBoundary(readiness, loggers);
    }

    public void Dispose() => loggers.Dispose();

    [Fact]
    public async Task Call_that_comes_early_waits_until_the_app_is_ready()
    {
        var called = false;
        var call = boundary.Invoke(new Call(), _ =>
        {
            called = true;
            return Task.CompletedTask;
        });
        Assert.False(called);

        readiness.Set();
        await call;

        Assert.True(called);
    }

    [Fact]
    public async Task Call_fails_when_the_app_does_not_become_ready()
    {
        var call = boundary.Invoke(new Call(), _ => Task.CompletedTask);

        clock.Advance(Readiness.TriggerPatience);

        await Assert.ThrowsAsync<NotReadyException>(() => call);
        Assert.Equal([LogLevel.Warning], log.Seen);
    }

    public static TheoryData<Exception, LogLevel> Failures() => new()
    {
        { new TableUnavailableException("down"), LogLevel.Warning },
        { new AggregateException(new TableUnavailableException("down")), LogLevel.Warning },
        { new InvalidDataException("a row"), LogLevel.Error },
        { new TimeoutException("too long"), LogLevel.Error },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Every_failure_goes_on_to_the_host_and_the_log_tells_whether_it_passes_by_itself(Exception failure, LogLevel level)
    {
        readiness.Set();

        await Assert.ThrowsAnyAsync<Exception>(() => boundary.Invoke(new Call(), _ => Task.FromException(failure)));

        Assert.Equal([level], log.Seen);
    }

    [Fact]
    public async Task Call_that_the_host_gave_up_fails_and_is_no_error()
    {
        readiness.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => boundary.Invoke(new Call { IsGivenUp = true }, _ => Task.FromException(new OperationCanceledException())));

        Assert.All(log.Seen, level => Assert.Equal(LogLevel.Information, level));
    }

    private sealed class Levels : ILoggerProvider, ILogger
    {
        public List<LogLevel> Seen { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Seen.Add(logLevel);

        public void Dispose()
        {
        }
    }

    /// <summary>As much of an invocation as the boundary looks at.</summary>
    private sealed class Call : FunctionContext
    {
        public bool IsGivenUp { get; init; }

        public override CancellationToken CancellationToken => new(IsGivenUp);

        public override FunctionDefinition FunctionDefinition { get; } = new Definition();

        public override string InvocationId => "1";

        public override string FunctionId => "2";

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override IInvocationFeatures Features => throw new NotSupportedException();

        public override IServiceProvider InstanceServices { get; set; } = null!;

        public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();
    }

    private sealed class Definition : FunctionDefinition
    {
        public override string Name => "SettleBuyOrders";

        public override string Id => throw new NotSupportedException();

        public override string EntryPoint => throw new NotSupportedException();

        public override string PathToAssembly => throw new NotSupportedException();

        public override System.Collections.Immutable.ImmutableArray<FunctionParameter> Parameters => throw new NotSupportedException();

        public override System.Collections.Immutable.IImmutableDictionary<string, BindingMetadata> InputBindings => throw new NotSupportedException();

        public override System.Collections.Immutable.IImmutableDictionary<string, BindingMetadata> OutputBindings => throw new NotSupportedException();
    }
}
