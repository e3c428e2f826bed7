using BuyOrder.Local.Hosting;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class FunctionAppTests
{
    [Fact]
    public void App_is_read_with_its_settings_in_place()
    {
        using var app = new TestApp().Http("One", "orders/{id}", """["get", "post"]""").Timer("Tick", "%CRON%").Queue("Record", "%QUEUE%");
        Directory.CreateDirectory(Path.Combine(app.Folder, "runtimes"));

        var read = app.Read(("CRON", "0 */5 * * * *"), ("QUEUE", "revenue-events"));

        Assert.Equal(["One", "Record", "Tick"], read.Functions.Select(function => function.Name));
        var http = Assert.Single(read.With<HttpTrigger>()).Trigger;
        Assert.Equal(("orders/{id}", "/api/orders/{id}"), (http.Route, read.Host.RouteOf(http)));
        Assert.Equal(["GET", "POST"], http.Methods!);
        Assert.Equal("revenue-events", Assert.Single(read.With<QueueTrigger>()).Trigger.Queue);
        Assert.True(Assert.Single(read.With<TimerTrigger>()).Trigger.UseMonitor);
    }

    [Fact]
    public void Host_json_is_read_with_its_own_values_and_the_hosts_defaults()
    {
        using var app = new TestApp();
        app.HostJson(batchSize: 100, functionTimeout: "00:10:00");

        var host = app.Read().Host;

        Assert.Equal(Path.Combine(app.Folder, "handler.mjs"), host.Executable);
        Assert.Equal(app.Folder, host.WorkingDirectory);
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(20)), (host.FunctionTimeout, host.InitializationTimeout));
        Assert.Equal((100, "api"), (host.MaxMessageBatchSize, host.RoutePrefix));
    }

    [Theory]
    [InlineData("""{ "type": "timerTrigger", "name": "timer", "schedule": "every day" }""", "schedule")]
    [InlineData("""{ "type": "timerTrigger", "name": "timer", "schedule": "%NOBODY%" }""", "%NOBODY%")]
    [InlineData("""{ "type": "timerTrigger", "name": "timer" }""", "schedule")]
    [InlineData("""{ "type": "blobTrigger", "name": "blob" }""", "blobTrigger")]
    [InlineData("""{ "type": "serviceBusTrigger", "name": "messages", "queueName": "q", "dataType": "binary" }""", "cardinality")]
    [InlineData("""{ "type": "serviceBusTrigger", "name": "messages", "queueName": "q", "cardinality": "many" }""", "dataType")]
    [InlineData("""{ "type": "httpTrigger", "name": "req" }""", "bindings")]
    [InlineData("""{ "type": "http", "name": "res", "direction": "out" }""", "exactly one trigger")]
    public void Function_that_can_not_be_run_is_refused_with_its_file_and_what_is_wrong(string binding, string word)
    {
        using var app = new TestApp().Function("Odd", binding);

        var fault = Assert.Throws<FunctionAppException>(() => app.Read());

        Assert.Contains(Path.Combine("Odd", "function.json"), fault.Message, StringComparison.Ordinal);
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "host.json")]
    [InlineData("{}", "customHandler")]
    [InlineData("""{ "customHandler": { "enableForwardingHttpRequest": true, "description": {} } }""", "defaultExecutablePath")]
    [InlineData("""{ "customHandler": { "enableProxyingHttpRequest": true, "description": { "defaultExecutablePath": "no" } } }""", "no")]
    [InlineData("""
        {
          "functionTimeout": "-1",
          "customHandler": { "enableForwardingHttpRequest": true, "description": { "defaultExecutablePath": "handler.mjs" } }
        }
        """, "functionTimeout")]
    public void Host_json_that_can_not_be_used_is_refused_with_what_is_wrong(string json, string word)
    {
        using var app = new TestApp();
        File.WriteAllText(Path.Combine(app.Folder, "host.json"), json);

        var fault = Assert.Throws<FunctionAppException>(() => app.Read());

        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_without_an_app_is_refused() =>
        Assert.Throws<FunctionAppException>(() => FunctionApp.Read("/nowhere/at/all", AppSettings.None));
}
