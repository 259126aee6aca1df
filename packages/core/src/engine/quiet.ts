// TensorFlow writes notices to stderr while it starts; errors still come through as exceptions.
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
export {};
