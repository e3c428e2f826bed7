using BuyOrder.Functions.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>What is taken out of the worker that its packages put together, and what is set.</summary>
public sealed class WorkerHostingTests
{
    private const string NeedlessStart = "DataProtectionHostedService";

    private readonly FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]).ConfigureFunctionsWebApplication();

    [Fact]
    public void Log_goes_to_the_host_alone()
    {
        builder.Logging.LogToHost();

        var provider = Assert.Single(builder.Services, service => service.ServiceType == typeof(ILoggerProvider));
        Assert.StartsWith("Microsoft.Azure.Functions.Worker", provider.ImplementationType?.Namespace, StringComparison.Ordinal);
    }

    [Fact]
    public void No_keys_are_made_at_the_start_that_nothing_is_encrypted_with()
    {
        Assert.Contains(builder.Services, service => service.ImplementationType?.Name == NeedlessStart);

        builder.Services.AddWorkerHosting();

        Assert.DoesNotContain(builder.Services, service => service.ImplementationType?.Name == NeedlessStart);
    }

    [Fact]
    public void Server_does_not_name_itself_and_leaves_limits_to_the_functions()
    {
        builder.Services.AddWorkerHosting();

        using var services = builder.Services.BuildServiceProvider();
        var kestrel = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        Assert.False(kestrel.AddServerHeader);
        Assert.Null(kestrel.Limits.MaxRequestBodySize);
    }

    [Fact]
    public async Task What_a_function_throws_comes_out_as_it_was_thrown()
    {
        FunctionExecutionDelegate wrapping = _ => Task.FromException(new AggregateException(new InvalidDataException("a row")));
        FunctionExecutionDelegate throwing = _ => throw new InvalidDataException("a row");

        await Assert.ThrowsAsync<InvalidDataException>(() => wrapping.CallAsync(null!));
        await Assert.ThrowsAsync<InvalidDataException>(() => throwing.CallAsync(null!));
    }

    [Fact]
    public async Task Several_faults_at_once_stay_together()
    {
        FunctionExecutionDelegate failing = _ => Task.FromException(new AggregateException(new IOException("one"), new IOException("two")));

        await Assert.ThrowsAsync<AggregateException>(() => failing.CallAsync(null!));
    }
}
