namespace OrleansSaga.Runtime.Embedded;

/// <summary>Measures the fields of a message.</summary>
internal delegate int MeasureFields<in T>(T message, ref WireLengths lengths);

/// <summary>Writes the fields of a message.</summary>
internal delegate void WriteFields<in T>(T message, ref WireWriter writer);

/// <summary>Reads the fields of a message up to the end, and makes it.</summary>
internal delegate T ReadFields<out T>(ref WireReader reader);

/// <summary>The compiled code of one kind of message.</summary>
internal sealed record MessagePasses<T>(MeasureFields<T> Measure, WriteFields<T> Write, ReadFields<T> Read);
