import { IMAGE_PROCESSOR_CLASSES, IMAGE_PROCESSOR_FIELDS } from './image-processor-fields.ts';

// What `CLIPImageProcessor.to_dict` of transformers 4.46 and `LlavaImageProcessor.to_dict` of 5.24 hold.
test.each([
  ...[
    'crop_size',
    'do_center_crop',
    'do_convert_rgb',
    'do_normalize',
    'do_rescale',
    'do_resize',
    'image_mean',
  ],
  ...['image_processor_type', 'image_std', 'resample', 'rescale_factor', 'size', '_valid_processor_keys'],
  ...['do_pad', 'pad_size', 'default_to_square', 'data_format', 'input_data_format', 'device'],
  ...['return_tensors', 'disable_grouping', 'image_seq_length', 'processor_class'],
])('%s is known', (name) => {
  expect(IMAGE_PROCESSOR_FIELDS).toHaveProperty(name);
});

test('a class that is left out is CLIP’s, whose padding is another than LLaVA’s', () => {
  expect(IMAGE_PROCESSOR_CLASSES.get(undefined)).toEqual({ padsToSquare: false });
  expect(IMAGE_PROCESSOR_CLASSES.get('LlavaImageProcessorFast')).toEqual({ padsToSquare: true });
  expect(IMAGE_PROCESSOR_CLASSES.get('ViTImageProcessor')).toBeUndefined();
});
